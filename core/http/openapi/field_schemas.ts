/** JSON schemas of field values, as they are read and as they are written. Pure. */
import type { EffectiveMetadata, FieldDefinition } from '#core/metadata/types'

export type Schema = { [key: string]: unknown }

const REFERENCE: Schema = { $ref: '#/components/schemas/Reference' }

function orNull(schema: Schema): Schema {
  if ('$ref' in schema) return { anyOf: [schema, { type: 'null' }] }
  if ('enum' in schema) return { ...schema, enum: [...(schema.enum as unknown[]), null] }
  return { ...schema, type: [schema.type, 'null'] }
}

function numbers({ min, max }: { min?: number; max?: number }): Schema {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  }
}

/** Schema of the plain value of a field; references are their ids. */
function valueSchema(field: FieldDefinition, metadata: EffectiveMetadata): Schema {
  switch (field.type) {
    case 'text':
      return {
        type: 'string',
        maxLength: field.maxLength ?? 255,
        ...(field.pattern === undefined ? {} : { pattern: field.pattern }),
      }
    case 'long_text':
    case 'phone':
    case 'autonumber':
      return { type: 'string' }
    case 'email':
      return { type: 'string', format: 'email' }
    case 'integer':
    case 'duration':
      return { type: 'integer', ...numbers(field) }
    case 'decimal':
    case 'money':
      return { type: 'number', ...numbers(field) }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    case 'choice': {
      const options = metadata.choice_list.get(field.choices)?.options ?? {}
      const values = Object.keys(options).filter((value) => !options[value]?.removed)
      return values.length === 0 ? { type: 'string' } : { type: 'string', enum: values }
    }
    case 'lookup':
    case 'file':
      return { type: 'integer', minimum: 1 }
    case 'regarding':
      return {
        type: 'object',
        required: ['entity', 'id'],
        properties: {
          entity: { type: 'string', enum: field.targets },
          id: { type: 'integer', minimum: 1 },
        },
      }
    default:
      return {}
  }
}

/** As an answer holds it. A masked field is a text or null whatever its type. */
export function readSchema(
  field: FieldDefinition,
  masked: boolean,
  metadata: EffectiveMetadata
): Schema {
  const title = field.label.en
  if (masked) return { type: ['string', 'null'], title }
  const reference = field.type === 'lookup' || field.type === 'regarding' || field.type === 'file'
  const schema = reference ? REFERENCE : valueSchema(field, metadata)
  return { ...orNull(schema), title }
}

/** As it is written. */
export function writeSchema(field: FieldDefinition, metadata: EffectiveMetadata): Schema {
  const schema = valueSchema(field, metadata)
  return { ...orNull(schema), title: field.label.en }
}
