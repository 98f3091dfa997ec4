import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { ChoiceListDefinition, FormDefinition, ViewDefinition } from '#core/metadata/types'
import { metadataApi } from '../api/metadata.js'
import type { MetadataAnswer, ReadableEntity } from '../api/types.js'

/** The metadata the reader may see, loaded once a version. */
export const useMetadata = defineStore('metadata', () => {
  const answer = shallowRef<MetadataAnswer | null>(null)
  const loading = ref<Promise<void> | null>(null)
  const entities = computed(() => answer.value?.entities ?? {})
  const choiceLists = computed(() => answer.value?.choiceLists ?? {})

  async function reload(): Promise<void> {
    const loaded = await metadataApi.all()
    const { systemFields } = loaded
    const withSystem = Object.entries(loaded.entities).map(([name, entity]) => [
      name,
      { ...entity, systemFields },
    ])
    answer.value = {
      ...loaded,
      entities: Object.fromEntries(withSystem) as MetadataAnswer['entities'],
    }
  }
  /** Loads unless loaded; simultaneous callers share one request. */
  function load(): Promise<void> {
    if (answer.value) return Promise.resolve()
    loading.value ??= reload().finally(() => {
      loading.value = null
    })
    return loading.value
  }
  function clear(): void {
    answer.value = null
  }

  const entity = (name: string): ReadableEntity | null => entities.value[name] ?? null
  const choices = (name: string): ChoiceListDefinition | null => choiceLists.value[name] ?? null
  const views = (name: string): ViewDefinition[] =>
    Object.values(answer.value?.views ?? {})
      .filter((view) => view.entity === name && !view.removed)
      .sort((a, b) => (a.order ?? 100) - (b.order ?? 100) || a.name.localeCompare(b.name))
  const form = (name: string, kind: FormDefinition['kind']): FormDefinition | null =>
    Object.values(answer.value?.forms ?? {}).find(
      (candidate) => candidate.entity === name && candidate.kind === kind && !candidate.removed
    ) ?? null

  return { answer, entities, choiceLists, load, reload, clear, entity, choices, views, form }
})
