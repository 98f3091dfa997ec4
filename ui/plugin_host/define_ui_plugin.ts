import type { Component } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import type { RecordInput } from '#core/records/types'
import type { DuplicateCandidate } from '../api/types.js'

type Lazy<T = Component> = () => Promise<{ default: T }>

/** Groups of the sidebar from top to bottom: daily work first, administration last. */
export const MENU_GROUPS = [
  'work',
  'telephony',
  'quality',
  'reports',
  'design',
  'administration',
] as const
export type MenuGroup = (typeof MENU_GROUPS)[number]

export interface MenuItem {
  /** Permanent, with the plugin's name in front: `telephony.calls`. */
  id: string
  /** Key of the text; absent for an item of an entity, which carries the entity's own plural. */
  label?: string
  /** Lucide icon with the collection in front (`i-lucide-phone`); absent for an item of an entity. */
  icon?: string
  /** Address; absent for an item of an entity, which leads to its list. */
  to?: string
  /** Shown only to those who may read this entity. */
  entity?: string
  /** Shown only to those who hold this permission (one of them, if several). */
  permission?: string | string[]
  group: MenuGroup
  /** Within the group; default 100. */
  order?: number
  /** How much waits behind it for this person; none is not shown. */
  count?: () => Promise<number>
}

/** A component on the record page. It is given `entity`, `record` (with every readable field) and `reload`. */
export interface RecordBlock {
  id: string
  /** Entity names, or `*`. */
  entities: string[]
  /** `actions`: buttons in the header; `main`: under the form; `tab`: a tab beside the related lists; `side`: above the timeline. */
  place: 'actions' | 'main' | 'tab' | 'side'
  /** Key of the tab's text. */
  label?: string
  permission?: string
  order?: number
  component: Lazy
}

/** Draws entries of one kind on timelines. It is given `item: TimelineItem`. */
export type TimelineBlocks = Record<string, { icon: string; component?: Lazy }>

/** A tile of the start page. It loads its own figures. */
export interface Widget {
  id: string
  permission?: string
  entity?: string
  order?: number
  /** Columns of twelve on a wide screen; default 4. */
  width?: 3 | 4 | 6 | 8 | 12
  component: Lazy
}

/** A command of the palette beyond menu items and records. */
export interface PaletteCommand {
  id: string
  label: string
  icon: string
  permission?: string
  entity?: string
  run: (open: (path: string) => void) => void
}

/** Looks for records that may be the one being made; called while its form is filled in. */
export type DuplicateCheck = (
  entity: string,
  values: RecordInput,
  /** The record itself, where it is being changed. */
  exclude?: number
) => Promise<DuplicateCandidate[]>

export interface UiPlugin {
  /** Pages, children of the shell. Set `meta.permission` to guard one, `meta.public` to show it without signing in. */
  routes?: RouteRecordRaw[]
  menu?: MenuItem[]
  recordBlocks?: RecordBlock[]
  timelineBlocks?: TimelineBlocks
  /** Form inputs by field type, or `entity.field`. See ui/inputs/input_props.ts for what they are given. */
  inputs?: Record<string, Lazy>
  /** List cells by field type, or `entity.field`. Given `value`, `field`, `row`. */
  cells?: Record<string, Component>
  /** Draws elements of forms by their kind (`recording_player`). Given `entity`, `record`, `field` and `reload`. */
  formBlocks?: Record<string, Lazy>
  widgets?: Widget[]
  commands?: PaletteCommand[]
  duplicateChecks?: DuplicateCheck[]
}

/** Declares what a plugin adds to the browser application. It only types its argument. */
export function defineUiPlugin(plugin: UiPlugin): UiPlugin {
  return plugin
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without signing in and without the shell. */
    public?: boolean
    /** One of them, if several. */
    permission?: string | string[]
    /** Key of the page's title. */
    title?: string
  }
}
