import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { ViewAggregate, ViewGroup } from '#core/metadata/view_types'
import type { Filter, Sort } from '#core/records/types'
import { recordsApi } from '../../api/records.js'
import type { AggregateRow, ReadableEntity, RecordRow } from '../../api/types.js'
import { resolvePath } from '../../list/paths.js'
import { useMetadata } from '../../stores/metadata_store.js'
import { aggregatesOf } from '../figures.js'
import { groupFilter, groupText, keyText, orderedGroups } from '../group_values.js'
import { useGroupTexts } from '../use_group_texts.js'
import { narrowed } from '../view_settings.js'
import { flatten, type GroupNode, type GroupedLine } from './group_lines.js'

export interface GroupedQuery {
  entity: ReadableEntity
  group: ViewGroup[]
  aggregates: ViewAggregate[]
  filter: Filter | null
  search: string
  sort: Sort[]
  select: string[]
}
const PAGE = 50
const GROUP_LIMIT = 500

/**
 * A list in groups: one query for the outermost groups; what is inside comes when a group is opened. Groups that were open stay
 * open while the list is read again.
 */
export function useGroups(query: Ref<GroupedQuery>) {
  const metadata = useMetadata()
  const texts = useGroupTexts()
  const nodes = shallowRef<ReadonlyMap<string, GroupNode>>(new Map())
  const roots = shallowRef<string[] | null>(null)
  const error = shallowRef<unknown>(null)
  let running = new AbortController()

  const set = (node: GroupNode): void => {
    nodes.value = new Map(nodes.value).set(node.id, node)
  }
  const common = computed(() => (query.value.search ? { search: query.value.search } : {}))

  async function groupsOf(level: number, parent: GroupNode | null): Promise<string[]> {
    const { entity, group, aggregates, filter } = query.value
    const own = group[level]
    const field = own && resolvePath(metadata.entities, entity.name, own.path)?.field
    if (!own || !field) return []
    const within = parent ? parent.filter : filter
    const rows: AggregateRow[] = await recordsApi.aggregate(
      entity.name,
      {
        ...(within ? { filter: within } : {}),
        ...common.value,
        group: [own],
        aggregates: aggregatesOf(aggregates),
        limit: GROUP_LIMIT,
      },
      running.signal
    )
    return orderedGroups(rows, own, field, metadata.choices).map((row) => {
      const key = row.keys[own.path]
      const id = `${parent?.id ?? ''}/${keyText(key)}`
      const before = nodes.value.get(id)
      const colour =
        field.type === 'choice'
          ? (metadata.choices(field.choices)?.options[keyText(key)]?.color ?? null)
          : null
      set({
        id,
        level,
        label: groupText(key, own, field, texts.value),
        colour,
        filter: narrowed(within, groupFilter(key, own, field, texts.value.reader)),
        count: Number(row.values.n ?? 0),
        values: row.values,
        open: before?.open ?? false,
        groups: null,
        rows: [],
        next: undefined,
        error: null,
      })
      return id
    })
  }
  async function rowsOf(node: GroupNode): Promise<void> {
    const { entity, sort, select } = query.value
    const page = await recordsApi.query(
      entity.name,
      {
        select,
        filter: node.filter,
        ...common.value,
        ...(sort.length > 0 ? { sort } : {}),
        limit: PAGE,
        ...(node.next ? { after: node.next } : {}),
      },
      running.signal
    )
    const now = nodes.value.get(node.id) ?? node
    set({ ...now, rows: [...now.rows, ...page.rows], next: page.next, error: null })
  }
  /** Reads what is inside an open group: further groups, or records. */
  async function fill(node: GroupNode): Promise<void> {
    const own = running
    try {
      if (node.level + 1 < query.value.group.length) {
        const groups = await groupsOf(node.level + 1, node)
        set({ ...(nodes.value.get(node.id) ?? node), groups, error: null })
        await Promise.all(groups.map((id) => reopen(id)))
      } else await rowsOf(node)
    } catch (reason) {
      if (!own.signal.aborted) set({ ...(nodes.value.get(node.id) ?? node), error: reason })
    }
  }
  async function reopen(id: string): Promise<void> {
    const node = nodes.value.get(id)
    if (node?.open) await fill(node)
  }

  async function load(): Promise<void> {
    running.abort()
    const own = new AbortController()
    running = own
    try {
      const found = await groupsOf(0, null)
      roots.value = found
      error.value = null
      await Promise.all(found.map((id) => reopen(id)))
    } catch (reason) {
      if (!own.signal.aborted) error.value = reason
    }
  }
  async function toggle(id: string, open?: boolean): Promise<void> {
    const node = nodes.value.get(id)
    if (!node) return
    const next = { ...node, open: open ?? !node.open }
    if (next.open === node.open) return
    set(next)
    if (next.open && next.groups === null && next.next === undefined) await fill(next)
  }
  const more = async (id: string): Promise<void> => {
    const node = nodes.value.get(id)
    if (node) await fill(node)
  }
  async function toggleAll(open: boolean): Promise<void> {
    await Promise.all((roots.value ?? []).map((id) => toggle(id, open)))
  }
  /** Shows a record as it is now. */
  function replace(row: RecordRow): void {
    for (const node of nodes.value.values()) {
      if (!node.rows.some(({ id }) => id === row.id)) continue
      set({ ...node, rows: node.rows.map((other) => (other.id === row.id ? row : other)) })
    }
  }

  const lines = computed<GroupedLine[]>(() => flatten(roots.value ?? [], nodes.value))
  const asked = computed(() => {
    const { entity, ...rest } = query.value
    return JSON.stringify([entity.name, rest])
  })
  /** Other groups are other nodes; only a list asked in the same way keeps what was open. */
  watch(
    () => JSON.stringify([query.value.entity.name, query.value.group]),
    () => (nodes.value = new Map())
  )
  watch(asked, () => void load(), { immediate: true })
  onScopeDispose(() => running.abort())

  return { lines, roots, error, load, toggle, toggleAll, more, replace }
}
