import { defineAsyncComponent } from 'vue'

/** Presentations and the editor are fetched when somebody opens them: most lists stay lists. */
export const lazyBoard = defineAsyncComponent(() => import('./board/BoardView.vue'))
export const lazyCalendar = defineAsyncComponent(() => import('./calendar/CalendarView.vue'))
export const lazyChart = defineAsyncComponent(() => import('./chart/ChartView.vue'))
export const lazyGroups = defineAsyncComponent(() => import('./grouped/GroupedList.vue'))
export const lazyViewEditor = defineAsyncComponent(() => import('./editor/ViewEditorPanel.vue'))
