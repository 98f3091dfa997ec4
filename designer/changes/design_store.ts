import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { DefinitionKind, DefinitionKinds, Json } from '#core/metadata/types'
import type { DesignState } from '#core/metadata/plan_types'
import { mergeLayers } from '#core/metadata/layers/merge'
import { applyOperations, type ChangeOperation, type Place } from '#core/metadata/layers/operations'
import { DEFINITION_KINDS, emptyMaps, type DefinitionMaps } from '#core/metadata/layers/types'
import { designApi } from '#ui/api/design.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { EMPTY, operationsOf, push, readChangeSet, redo, undo } from './change_set.js'
import { layerAt, placeKey, setting, type Layer } from './layered.js'

const DRAFT = 'peyvand.design.changes'

function mapsOf(state: DesignState): DefinitionMaps {
  const maps = emptyMaps()
  for (const kind of DEFINITION_KINDS) {
    const into = maps[kind] as Map<string, unknown>
    for (const [name, definition] of Object.entries(state.base[kind])) into.set(name, definition)
  }
  return maps
}

/**
 * Both layers of the definitions and the changes collected over them. Nothing is sent before it has been looked at as a plan;
 * until then the changes outlive a reload of the page.
 */
export const useDesign = defineStore('design', () => {
  const metadata = useMetadata()
  const state = shallowRef<DesignState | null>(null)
  const records = ref<Record<string, number>>({})
  const set = shallowRef(readChangeSet(sessionStorage.getItem(DRAFT)))
  watch(set, (now) => sessionStorage.setItem(DRAFT, JSON.stringify(now)))

  const base = computed(() => (state.value ? mapsOf(state.value) : emptyMaps()))
  const operations = computed(() => operationsOf(set.value))
  const types = computed(() => new Map((state.value?.types ?? []).map((one) => [one.name, one])))
  const stored = computed(() => state.value?.changes ?? [])
  const changes = computed(() => applyOperations(stored.value, operations.value))
  const effective = computed(() => mergeLayers(base.value, changes.value).effective)
  const saved = computed(() => mergeLayers(base.value, stored.value).effective)

  async function load(): Promise<DesignState> {
    const loaded = await designApi.state()
    state.value = loaded
    return loaded
  }
  async function loadRecords(): Promise<void> {
    records.value = (await designApi.records()).records
  }

  const definition = <K extends DefinitionKind>(kind: K, name: string): DefinitionKinds[K] | null =>
    effective.value[kind].get(name) ?? null
  const layer = (place: Place): Layer => layerAt(changes.value, place)
  const inBase = (kind: DefinitionKind, name: string): boolean => base.value[kind].has(name)

  function change(added: readonly ChangeOperation[], key: string | null = null): void {
    set.value = push(set.value, added, key)
  }
  /** Gives one property a value; typing on in it is one step. */
  function setProperty(place: Place, value: Json | undefined): void {
    const own = base.value[place.kind].get(place.name)
    const key = placeKey(place.kind, place.name, place.path)
    change([setting(place, value, own)], key)
  }
  const reset = (place: Place): void => change([{ op: 'reset', ...place }])

  async function apply(revision: number): Promise<void> {
    await designApi.apply(operations.value, revision)
    set.value = EMPTY
    await Promise.all([load(), metadata.reload()])
  }
  function discard(): void {
    set.value = EMPTY
  }

  return {
    state,
    records,
    set,
    operations,
    changes,
    base,
    types,
    effective,
    saved,
    load,
    loadRecords,
    definition,
    layer,
    inBase,
    change,
    setProperty,
    reset,
    apply,
    discard,
    undo: () => (set.value = undo(set.value)),
    redo: () => (set.value = redo(set.value)),
    canUndo: computed(() => set.value.done.length > 0),
    canRedo: computed(() => set.value.undone.length > 0),
  }
})
