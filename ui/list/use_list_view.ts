import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Filter, Sort } from '#core/records/types'
import { viewsApi } from '../api/views.js'
import { isApiError } from '../api/api_error.js'
import type { SavedView } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useFormat } from '../composables/use_format.js'
import { useMetadata } from '../stores/metadata_store.js'
import type { GridColumn } from './grid_types.js'
import { readListState, writeListState, type ListState } from './list_state.js'
import { defaultColumns, defaultWidth, isNumeric, resolvePath } from './paths.js'

export interface ListView {
  name: string
  label: string
  columns: { path: string; width?: number }[]
  filter: Filter | null
  sort: Sort[]
  saved: SavedView | null
}

const WIDTHS_KEY = 'peyvand.columns'
type Widths = Record<string, Record<string, number>>
function keptWidths(): Widths {
  try {
    return JSON.parse(localStorage.getItem(WIDTHS_KEY) ?? '{}') as Widths
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return {}
  }
}

/**
 * The list a person sees: the view chosen in the address, with what was changed on top of it. All of it is in the address, except
 * the widths of columns, which belong to the browser.
 */
export function useListView(entityName: Ref<string>) {
  const route = useRoute()
  const router = useRouter()
  const metadata = useMetadata()
  const format = useFormat()
  const failures = useFailures()
  const saved = shallowRef<SavedView[]>([])
  const widths = ref<Widths>(keptWidths())

  const state = computed<ListState>(() => readListState(route.query))
  const entity = computed(() => metadata.entity(entityName.value))

  const views = computed<ListView[]>(() => [
    ...metadata.views(entityName.value).map((view) => ({
      name: view.name,
      label: format.value.label(view.label),
      columns: view.columns,
      filter: view.filter ?? null,
      sort: view.sort ?? [],
      saved: null,
    })),
    ...saved.value.map((view) => ({
      name: `saved:${view.id}`,
      label: view.label,
      columns: view.columns,
      filter: view.filter ?? null,
      sort: view.sort ?? [],
      saved: view,
    })),
  ])
  const fallback = computed<ListView>(() => ({
    name: '',
    label: format.value.label(entity.value?.labelPlural),
    columns: entity.value ? defaultColumns(entity.value).map((path) => ({ path })) : [],
    filter: null,
    sort: [],
    saved: null,
  }))
  const view = computed<ListView>(
    () =>
      views.value.find((candidate) => candidate.name === state.value.view) ??
      views.value[0] ??
      fallback.value
  )

  const filter = computed(() =>
    state.value.filter === undefined ? view.value.filter : state.value.filter
  )
  const sort = computed(() => state.value.sort ?? view.value.sort)
  const paths = computed(() => {
    const wanted = state.value.columns ?? view.value.columns.map((column) => column.path)
    const known = wanted.filter((path) => resolvePath(metadata.entities, entityName.value, path))
    return known.length > 0 ? known : [entity.value?.titleField ?? 'id']
  })
  const columns = computed<GridColumn[]>(() =>
    paths.value.flatMap((path) => {
      const resolved = resolvePath(metadata.entities, entityName.value, path)
      if (!resolved) return []
      const shipped = view.value.columns.find((column) => column.path === path)?.width
      return [
        {
          key: path,
          label: resolved.labels.map((label) => format.value.label(label)).join(' › '),
          width: widths.value[entityName.value]?.[path] ?? shipped ?? defaultWidth(resolved.field),
          align: isNumeric(resolved.field) ? ('end' as const) : ('start' as const),
          sortable: !['long_text', 'one_to_many', 'regarding', 'file'].includes(
            resolved.field.type
          ),
        },
      ]
    })
  )
  const changed = computed(
    () =>
      state.value.filter !== undefined || state.value.sort !== null || state.value.columns !== null
  )

  function go(changes: Partial<ListState>, replace = false): void {
    const query = writeListState({ ...state.value, ...changes })
    void router[replace ? 'replace' : 'push']({ query })
  }
  /** Another view starts from its own filter, sort and columns. */
  const choose = (name: string): void =>
    go({
      view: name === views.value[0]?.name ? null : name,
      filter: undefined,
      sort: null,
      columns: null,
    })
  function resize(path: string, width: number): void {
    const own = { ...widths.value[entityName.value], [path]: width }
    widths.value = { ...widths.value, [entityName.value]: own }
    localStorage.setItem(WIDTHS_KEY, JSON.stringify(widths.value))
  }

  async function loadSaved(): Promise<void> {
    try {
      saved.value = await viewsApi.list(entityName.value)
    } catch (error) {
      if (!isApiError(error) || error.status !== 404) failures.report(error)
    }
  }
  const asSaved = (label: string, shared: boolean) => ({
    entity: entityName.value,
    label,
    shared,
    columns: columns.value.map((column) => ({ path: column.key, width: column.width })),
    filter: filter.value,
    sort: sort.value,
  })
  async function saveAs(label: string, shared: boolean): Promise<void> {
    const made = await viewsApi.create(asSaved(label, shared))
    await loadSaved()
    choose(`saved:${made.id}`)
  }
  async function saveOver(): Promise<void> {
    const own = view.value.saved
    if (!own) return
    await viewsApi.update(own.id, asSaved(own.label, own.shared))
    await loadSaved()
    go({ filter: undefined, sort: null, columns: null }, true)
  }
  async function removeSaved(id: number): Promise<void> {
    await viewsApi.remove(id)
    await loadSaved()
    choose(views.value[0]?.name ?? '')
  }
  watch(entityName, () => void loadSaved(), { immediate: true })

  return {
    state,
    entity,
    views,
    view,
    filter,
    sort,
    paths,
    columns,
    changed,
    go,
    choose,
    resize,
    saveAs,
    saveOver,
    removeSaved,
  }
}
