import type { FieldType } from '#core/metadata/field_type'
import type { ChoiceListDefinition } from '#core/metadata/types'
import { foldWord } from '#core/metadata/field_types/text_folding'
import { CHOICE_OPERATORS, maskWhole, plainColumn, textOf } from '#core/metadata/field_types/shared'
import { setting } from '#core/metadata/field_types/settings'

/** The value whose name or label in any language is `text`; a removed option is still recognised, for old files. */
function findOption(list: ChoiceListDefinition, text: string): string | undefined {
  const word = foldWord(text)
  return Object.entries(list.options).find(
    ([value, { label }]) =>
      foldWord(value) === word ||
      [label.en, label.fa, label.az].some((name) => name !== undefined && foldWord(name) === word)
  )?.[0]
}

/** One value of a choice list. That the value is in the list is checked by the record engine, which has the list. */
export const choiceType: FieldType<'choice'> = {
  name: 'choice',
  settings: [setting('choices', 'choice_list', { required: true, changeable: false })],
  becomes: ['multi_choice', 'text'],
  columns: () => ({ '': { kind: 'string', length: 64 } }),
  operators: CHOICE_OPERATORS,
  sortable: true,
  groupable: true,
  parse(value) {
    if (typeof value !== 'string') return { code: 'E_WRONG_TYPE' }
    if (value.trim() === '') return { value: null }
    return value.length > 64 ? { code: 'E_TEXT_TOO_LONG', params: { max: 64 } } : { value }
  },
  fromText(text, _field, context) {
    const value = text.trim()
    if (value === '') return { value: null }
    if (!context?.choices) return { value }
    const found = findOption(context.choices, value)
    return found === undefined ? { code: 'E_UNKNOWN_CHOICE', params: { value } } : { value: found }
  },
  ...plainColumn,
  toText: textOf,
  mask: maskWhole,
}
