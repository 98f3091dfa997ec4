import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FieldDefinition } from '#core/metadata/types'
import { useFormat } from '#ui/composables/use_format.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { entityOfPlace } from '../canvas/element_text.js'
import { useEditor } from '../editor/editor.js'
import { isContainer } from '../model/placement.js'
import { rowsOf, treeOf } from '../model/tree.js'

export interface Variable {
  path: string
  label: string
  definition: FieldDefinition | null
  /** Of a lookup: the fields of what it points at. */
  entries: Variable[]
}

/** What an expression at the chosen element may name: fields (one look-up further), questions, the user. */
export function useVariables(): ComputedRef<Variable[]> {
  const editor = useEditor()
  const metadata = useMetadata()
  const format = useFormat()
  const { t } = useI18n()

  const fieldsOf = (
    fields: Readonly<Record<string, FieldDefinition>>,
    prefix: string,
    deeper: boolean
  ): Variable[] =>
    Object.entries(fields)
      .filter(([, field]) => !field.removed && field.type !== 'file')
      .map(([name, field]) => {
        const target = field.type === 'lookup' && deeper ? metadata.entity(field.target) : null
        return {
          path: `${prefix}${name}`,
          label: format.value.label(field.label),
          definition: field,
          entries: target ? fieldsOf(target.fields, `${prefix}${name}.`, false) : [],
        }
      })

  return computed(() => {
    const form = editor.form.value
    const name = editor.active.value
    const element = name === null ? undefined : form.elements[name]
    const container = element && isContainer(element.kind) ? name : (element?.parent ?? null)
    const rows = rowsOf(form, container)
    const rowEntity = rows === null ? null : entityOfPlace(form, metadata.entities, container)
    const questions = treeOf(form).order.flatMap((own): Variable[] => {
      const question = form.elements[own]
      if (question?.kind !== 'question') return []
      const label = format.value.label(question.label ?? question.definition.label)
      return [{ path: own, label, definition: question.definition, entries: [] }]
    })
    const user: Variable = {
      path: 'user',
      label: t('form_builder.expression.user'),
      definition: null,
      entries: [
        {
          path: 'user.id',
          label: t('form_builder.expression.user_id'),
          definition: null,
          entries: [],
        },
        {
          path: 'user.name',
          label: t('form_builder.expression.user_name'),
          definition: null,
          entries: [],
        },
        {
          path: 'user.roles',
          label: t('form_builder.expression.user_roles'),
          definition: null,
          entries: [],
        },
      ],
    }
    return [
      ...(rowEntity ? fieldsOf(rowEntity.fields, '', true) : []),
      ...questions,
      ...fieldsOf(editor.entity.value.fields, '', true),
      user,
    ]
  })
}

/** All of them without nesting, by path. */
export function flatVariables(variables: readonly Variable[]): Map<string, Variable> {
  const found = new Map<string, Variable>()
  for (const variable of variables)
    for (const one of [variable, ...variable.entries])
      if (!found.has(one.path)) found.set(one.path, one)
  return found
}
