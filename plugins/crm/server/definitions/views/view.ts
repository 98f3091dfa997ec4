import type { LocalizedText, ViewDefinition } from '#core/metadata/types'
import type { Filter, Sort } from '#core/records/types'

/** Filter value that stands for the person who reads. */
const ME = { me: true }

/** Records that the reader owns. */
export const mine: Filter = { path: 'owner_id', op: 'eq', value: ME }

export interface ViewInput {
  label: LocalizedText
  /** Paths of the columns; `title:280` gives a width in pixels. */
  columns: string[]
  filter?: Filter
  sort?: Sort[]
}

function column(text: string): { path: string; width?: number } {
  const [path = text, width] = text.split(':')
  return width === undefined ? { path } : { path, width: Number(width) }
}

/** The saved views of one entity in the order of their tabs; each name becomes `<entity>_<key>`. */
export function viewsOf(entity: string, views: Record<string, ViewInput>): ViewDefinition[] {
  return Object.entries(views).map(([key, view], index) => ({
    name: `${entity}_${key}`,
    entity,
    label: view.label,
    columns: view.columns.map(column),
    ...(view.filter === undefined ? {} : { filter: view.filter }),
    ...(view.sort === undefined ? {} : { sort: view.sort }),
    order: index + 1,
  }))
}
