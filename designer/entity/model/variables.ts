/** What an expression of an entity may name: its fields and, one step further, those its links lead to. Pure. */
import type { EntityDefinition, FieldDefinition, LocalizedText } from '#core/metadata/types'
import type { Variable } from '#designer/form/expression/use_variables.js'

type Read = (label: LocalizedText) => string
type Fields = Readonly<Record<string, FieldDefinition>>

export function variablesOf(
  entities: ReadonlyMap<string, EntityDefinition>,
  fields: Fields,
  read: Read
): Variable[] {
  const list = (own: Fields, prefix: string, deeper: boolean): Variable[] =>
    Object.entries(own)
      .filter(([, { removed, type }]) => !removed && type !== 'file' && type !== 'image')
      .map(([name, field]) => {
        const target = deeper && field.type === 'lookup' ? entities.get(field.target) : undefined
        return {
          path: `${prefix}${name}`,
          label: read(field.label),
          definition: field,
          entries: target ? list(target.fields, `${prefix}${name}.`, false) : [],
        }
      })
  return list(fields, '', true)
}
