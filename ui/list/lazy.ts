import { defineAsyncComponent } from 'vue'

/** The filter builder with all its inputs is only fetched when somebody opens it. */
export const lazyFilterPanel = defineAsyncComponent(() => import('./FilterPanel.vue'))
