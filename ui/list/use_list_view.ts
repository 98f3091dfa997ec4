import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Presentation, ViewAggregate, ViewGroup } from '#core/metadata/view_types'
import { viewsApi } from '../api/views.js'
import { isApiError } from '../api/api_error.js'
import type { SavedView, ViewAudience } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { useFormat } from '../composables/use_format.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useSession } from '../stores/session_store.js'
import { lastView, rememberView } from '../views/last_view.js'
import { completed, type ViewSettings } from '../views/view_settings.js'
import type { GridColumn } from './grid_types.js'
import { readListState, writeListState, type ListState } from './list_state.js'
import { defaultColumns, gridColumns, resolvePath } from './paths.js'

export interface ListView extends ViewSettings {
  name: string
  label: string
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
/** Back to what the view itself says. */
const AS_VIEW: Partial<ListState> = {
  filter: undefined,
  sort: null,
  columns: null,
  as: null,
  group: null,
}

/**
 * The list a person sees: the view chosen in the address, with what was changed on top of it. All of it is in the address, except
 * the widths of columns, which belong to the browser, and a draft of the view that is being edited.
 */
export function useListView(entityName: Ref<string>) {
  const route = useRoute()
  const router = useRouter()
  const metadata = useMetadata()
  const session = useSession()
  const format = useFormat()
  const failures = useFailures()
  const saved = shallowRef<SavedView[]>([])
  const loaded = ref(false)
  const widths = ref<Widths>(keptWidths())
  const draft = shallowRef<ViewSettings | null>(null)

  const state = computed<ListState>(() => readListState(route.query))
  const entity = computed(() => metadata.entity(entityName.value))

  const views = computed<ListView[]>(() => [
    ...metadata.views(entityName.value).map((view) => ({
      ...view,
      label: format.value.label(view.label),
      filter: view.filter ?? null,
      sort: view.sort ?? [],
      saved: null,
    })),
    ...saved.value.map((view) => ({
      ...view,
      name: `saved:${view.id}`,
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
  /** Whether the view is known: one that somebody saved is so only when the saved ones have come. */
  const ready = computed(
    () => entity.value !== null && (!state.value.view?.startsWith('saved:') || loaded.value)
  )
  /** The view as it is being edited, or as it is. */
  const base = computed<ViewSettings>(() => {
    const settings = draft.value ?? view.value
    return entity.value ? completed(settings, entity.value) : settings
  })

  const filter = computed(() =>
    state.value.filter === undefined ? base.value.filter : state.value.filter
  )
  const sort = computed(() => state.value.sort ?? base.value.sort)
  const presentation = computed<Presentation>(
    () => state.value.as ?? base.value.presentation ?? 'list'
  )
  const known = (path: string) => resolvePath(metadata.entities, entityName.value, path) !== null
  const group = computed<ViewGroup[]>(() =>
    (state.value.group ?? base.value.group ?? []).filter(({ path }) => known(path))
  )
  const aggregates = computed<ViewAggregate[]>(() => base.value.aggregates ?? [])
  const paths = computed(() => {
    const wanted = state.value.columns ?? base.value.columns.map((column) => column.path)
    const shown = wanted.filter(known)
    return shown.length > 0 ? shown : [entity.value?.titleField ?? 'id']
  })
  const columns = computed<GridColumn[]>(() =>
    gridColumns(metadata.entities, entityName.value, paths.value, format.value.label, (path) =>
      draft.value
        ? base.value.columns.find((column) => column.path === path)?.width
        : (widths.value[entityName.value]?.[path] ??
          base.value.columns.find((column) => column.path === path)?.width)
    )
  )
  /** All of it together, as it would be saved. */
  const settings = computed<ViewSettings>(() => ({
    ...(draft.value ?? view.value),
    ...(presentation.value === 'list'
      ? {}
      : { [presentation.value]: base.value[presentation.value] }),
    presentation: presentation.value,
    columns: columns.value.map((column) => ({ path: column.key, width: column.width })),
    filter: filter.value,
    sort: sort.value,
    group: group.value,
  }))
  const changed = computed(
    () =>
      state.value.filter !== undefined ||
      state.value.sort !== null ||
      state.value.columns !== null ||
      state.value.as !== null ||
      state.value.group !== null
  )

  function go(changes: Partial<ListState>, replace = false): void {
    const query = writeListState({ ...state.value, ...changes })
    void router[replace ? 'replace' : 'push']({ query })
  }
  /** Another view starts from its own filter, sort and columns. */
  function choose(name: string): void {
    draft.value = null
    go({ view: name, ...AS_VIEW, on: null, mode: null, folded: [], table: false })
  }
  const revert = (): void => go(AS_VIEW)
  function resize(path: string, width: number): void {
    const own = { ...widths.value[entityName.value], [path]: width }
    widths.value = { ...widths.value, [entityName.value]: own }
    localStorage.setItem(WIDTHS_KEY, JSON.stringify(widths.value))
  }

  async function loadSaved(): Promise<void> {
    try {
      saved.value = await viewsApi.list(entityName.value)
      loaded.value = true
    } catch (error) {
      if (!isApiError(error) || error.status !== 404) failures.report(error)
    }
  }
  /** Settings as the API takes them; a view without groups or figures says nothing of them. */
  function asSaved(label: string, audience: ViewAudience, from: ViewSettings) {
    const { columns: own, filter: asked, sort: order, presentation: shown } = from
    const { group: levels, aggregates: figures, colours, board, calendar, chart } = from
    return {
      entity: entityName.value,
      label,
      audience,
      columns: own,
      filter: asked,
      sort: order,
      presentation: shown ?? 'list',
      group: levels ?? [],
      aggregates: figures ?? [],
      colours: colours ?? [],
      ...(board ? { board } : {}),
      ...(calendar ? { calendar } : {}),
      ...(chart ? { chart } : {}),
    }
  }
  async function saveAs(
    label: string,
    audience: ViewAudience,
    from: ViewSettings = settings.value
  ): Promise<void> {
    const made = await viewsApi.create(asSaved(label, audience, from))
    await loadSaved()
    choose(`saved:${made.id}`)
  }
  async function saveOver(
    from: ViewSettings = settings.value,
    label?: string,
    audience?: ViewAudience
  ): Promise<void> {
    const own = view.value.saved
    if (!own) return
    await viewsApi.update(own.id, asSaved(label ?? own.label, audience ?? own.audience, from))
    await loadSaved()
    draft.value = null
    go(AS_VIEW, true)
  }
  async function removeSaved(id: number): Promise<void> {
    await viewsApi.remove(id)
    await loadSaved()
    choose(views.value[0]?.name ?? '')
  }
  watch(
    entityName,
    () => {
      draft.value = null
      loaded.value = false
      void loadSaved()
    },
    { immediate: true }
  )
  /** A bare address opens the view that was looked at last; one that says anything at all is taken as it is. */
  watch(
    [entityName, loaded],
    () => {
      const userId = session.user?.id ?? 0
      const last = lastView(userId, entityName.value)
      const bare = Object.keys(route.query).length === 0
      if (bare && last && views.value.some(({ name }) => name === last) && last !== view.value.name)
        void router.replace({ query: { view: last } })
    },
    { immediate: true }
  )
  watch(
    () => state.value.view,
    (name) => {
      if (name) rememberView(session.user?.id ?? 0, entityName.value, name)
    },
    { immediate: true }
  )

  return {
    state,
    entity,
    views,
    view,
    ready,
    draft,
    base,
    settings,
    filter,
    sort,
    presentation,
    group,
    aggregates,
    paths,
    columns,
    changed,
    go,
    choose,
    revert,
    resize,
    saveAs,
    saveOver,
    removeSaved,
  }
}
