import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { ChoiceListDefinition, FormDefinition, ViewDefinition } from '#core/metadata/types'
import { chooseForm } from '#core/forms/choose_form'
import type { FormValues } from '#core/forms/form_state'
import { configureClient } from '../api/client.js'
import { metadataApi } from '../api/metadata.js'
import type { MetadataAnswer, ReadableEntity } from '../api/types.js'
import { useSession } from './session_store.js'

/** The metadata the reader may see, loaded once a version. */
export const useMetadata = defineStore('metadata', () => {
  const session = useSession()
  const answer = shallowRef<MetadataAnswer | null>(null)
  const loading = ref<Promise<void> | null>(null)
  const entities = computed(() => answer.value?.entities ?? {})
  const choiceLists = computed(() => answer.value?.choiceLists ?? {})
  const forms = computed(() => answer.value?.forms ?? {})

  /** The version that the host told last. */
  const inForce = shallowRef<string | null>(null)
  /** Somebody has published since this was loaded. */
  const isStale = computed(
    () => answer.value !== null && inForce.value !== null && inForce.value !== answer.value.version
  )
  configureClient({ definitions: (version) => (inForce.value = version) })

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
  /** The form of a kind that fits the reader's roles and the record's values (of a new record: what is known of it). */
  function form(
    name: string,
    kind: FormDefinition['kind'],
    values: FormValues = {}
  ): FormDefinition | null {
    const own = entity(name)
    if (!own) return null
    const { user, info } = session
    const context = {
      now: new Date().toISOString(),
      user: { id: user?.id ?? null, name: user?.name ?? '', roles: info?.roles ?? [] },
    }
    return chooseForm(Object.values(answer.value?.forms ?? {}), {
      kind,
      entity: own,
      values,
      context,
    })
  }

  return {
    answer,
    entities,
    choiceLists,
    forms,
    isStale,
    load,
    reload,
    clear,
    entity,
    choices,
    views,
    form,
  }
})
