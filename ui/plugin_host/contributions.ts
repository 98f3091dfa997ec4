import ofPlugins from 'virtual:peyvand/plugins'
import importPages from '../pages/import/index.js'
import adminPages from '../pages/admin/index.js'
import accessPages from '../pages/access/index.js'
import sharingPages from '../pages/sharing/index.js'
import mergePages from '../pages/merge/index.js'
import duplicatePages from '../pages/duplicates/index.js'
import calendarPages from '../pages/calendars/index.js'
import searchPages from '../pages/search/index.js'
import printPages from '../pages/print/index.js'
import webhookPages from '../pages/webhooks/index.js'
import taskPages from '../pages/tasks/index.js'
import workflowPages from '../pages/workflow/index.js'
import type { UiPlugin } from './define_ui_plugin.js'

/** Everything that adds to the application: the core's own page groups first, then the plugins by name. */
const all: [string, UiPlugin][] = [
  ['import', importPages],
  ['admin', adminPages],
  ['search', searchPages],
  ['merge', mergePages],
  ['duplicates', duplicatePages],
  ['calendars', calendarPages],
  ['sharing', sharingPages],
  ['access', accessPages],
  ['print', printPages],
  ['webhooks', webhookPages],
  ['tasks', taskPages],
  ['workflow', workflowPages],
  ...ofPlugins,
]

const gather = <K extends keyof UiPlugin>(key: K): NonNullable<UiPlugin[K]>[] =>
  all.flatMap(([, plugin]) => (plugin[key] ? [plugin[key] as NonNullable<UiPlugin[K]>] : []))
const byOrder = <T extends { order?: number }>(items: T[]): T[] =>
  [...items].sort((a, b) => (a.order ?? 100) - (b.order ?? 100))

export const contributedRoutes = gather('routes').flat()
export const contributedMenu = byOrder(gather('menu').flat())
export const contributedBlocks = byOrder(gather('recordBlocks').flat())
export const contributedTimeline = Object.assign({}, ...gather('timelineBlocks')) as NonNullable<
  UiPlugin['timelineBlocks']
>
export const contributedInputs = Object.assign({}, ...gather('inputs')) as NonNullable<
  UiPlugin['inputs']
>
export const contributedCells = Object.assign({}, ...gather('cells')) as NonNullable<
  UiPlugin['cells']
>
export const contributedFormBlocks = Object.assign({}, ...gather('formBlocks')) as NonNullable<
  UiPlugin['formBlocks']
>
export const contributedWidgets = byOrder(gather('widgets').flat())
export const contributedCommands = gather('commands').flat()
export const contributedDuplicateChecks = gather('duplicateChecks').flat()
