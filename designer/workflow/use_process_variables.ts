import { computed, inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FieldDefinition } from '#core/metadata/types'
import type { Sample } from '#designer/form/expression/sample.js'
import type { Variable } from '#designer/form/expression/use_variables.js'
import type { WorkflowCatalogue } from '#ui/api/workflows.js'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import type { Drawing } from './canvas/use_modeler.js'
import { elementsOf, knownVariables, subjectOf } from './model/variables.js'
import { typedConfigOf } from './model/properties.js'

export type WorkflowParts = WorkflowCatalogue
export interface ProcessVariables {
  variables: ComputedRef<Variable[]>
  sample: ComputedRef<Sample>
  /** The kind of record that the process is about. */
  subject: ComputedRef<string | null>
  parts: WorkflowParts
}
const key: InjectionKey<ProcessVariables> = Symbol('process variables')

/** What expressions of the process may name: the record, who and what runs, and what its steps have put into variables. */
export function provideProcessVariables(drawing: Drawing, parts: WorkflowParts): ProcessVariables {
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()

  const plain = (path: string, label: string, entries: Variable[] = []): Variable => ({
    path,
    label,
    definition: null,
    entries,
  })
  const fieldsOf = (
    fields: Readonly<Record<string, FieldDefinition>>,
    prefix: string
  ): Variable[] =>
    Object.entries(fields)
      .filter(([, field]) => !field.removed && field.type !== 'file')
      .map(([name, field]) => ({
        path: `${prefix}${name}`,
        label: format.value.label(field.label),
        definition: field,
        entries: [],
      }))
  const definitions = computed(() => {
    void drawing.revision.value
    return drawing.definitions()
  })
  const subject = computed(() => (definitions.value ? subjectOf(definitions.value) : null))

  const variables = computed<Variable[]>(() => {
    if (!definitions.value) return []
    const entity = subject.value === null ? null : metadata.entity(subject.value)
    const record = entity
      ? [plain('record', format.value.label(entity.label), fieldsOf(entity.fields, 'record.'))]
      : [plain('record', t('workflow_designer.variable.record'))]
    const fromTriggers = elementsOf(definitions.value).flatMap((element) => {
      const type = typedConfigOf(element, 'peyvand:Trigger')?.type
      const trigger = parts.triggers.find(({ name }) => name === type)
      return fieldsOf(trigger?.variables ?? {}, '')
    })
    const own = knownVariables(definitions.value).map(({ name, action }) => {
      const result = parts.actions.find((part) => part.name === action)?.result
      return plain(name, '', fieldsOf(result ?? {}, `${name}.`))
    })
    const process = plain('process', t('workflow_designer.variable.process'), [
      plain('process.key', t('workflow_designer.variable.process_key')),
      plain('process.instance', t('workflow_designer.variable.process_id')),
      plain('process.version', t('workflow_designer.variable.process_version')),
    ])
    const starter = plain('started_by', t('workflow_designer.variable.started_by'))
    const all = [...record, ...fromTriggers, ...own, process, starter]
    return all.filter(({ path }, at) => all.findIndex((other) => other.path === path) === at)
  })
  const sample = computed<Sample>(() => ({
    entity: null,
    fields: Object.fromEntries(
      variables.value.flatMap(({ path, definition }) => (definition ? [[path, definition]] : []))
    ),
  }))
  const provided: ProcessVariables = { variables, sample, subject, parts }
  provide(key, provided)
  return provided
}

export function useProcessVariables(): ProcessVariables {
  const found = inject(key)
  if (!found) throw new Error('useProcessVariables() outside of the workflow designer')
  return found
}
