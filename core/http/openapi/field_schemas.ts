/** JSON schemas of field values, as they are read and as they are written. Pure. */
import { ratingMax } from '#core/metadata/field_types/rating_type'
import { readAs } from '#core/metadata/field_types/shapes'
import type { EffectiveMetadata, FieldDefinition } from '#core/metadata/types'

export type Schema = { [key: string]: unknown }

const REFERENCE: Schema = { $ref: '#/components/schemas/Reference' }

function choiceSchema(list: string, metadata: EffectiveMetadata): Schema {
  const options = metadata.choice_list.get(list)?.options ?? {}
  const values = Object.keys(options).filter((value) => !options[value]?.removed)
  return values.length === 0 ? { type: 'string' } : { type: 'string', enum: values }
}

function orNull(schema: Schema): Schema {
  if ('$ref' in schema) return { anyOf: [schema, { type: 'null' }] }
  if ('enum' in schema) return { ...schema, enum: [...(schema.enum as unknown[]), null] }
  return { ...schema, type: [schema.type, 'null'].flat() }
}

function numbers({ min, max }: { min?: number; max?: number }): Schema {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  }
}

/** Schema of the plain value of a field; references are their ids. */
function valueSchema(given: FieldDefinition, metadata: EffectiveMetadata): Schema {
  const field = readAs(given)
  switch (field.type) {
    case 'text':
      return {
        type: 'string',
        maxLength: field.maxLength ?? 255,
        ...(field.pattern === undefined ? {} : { pattern: field.pattern }),
      }
    case 'long_text':
    case 'rich_text':
    case 'national_id':
    case 'iban':
    case 'bank_card':
    case 'phone':
    case 'autonumber':
      return { type: 'string' }
    case 'url':
      return { type: 'string', format: 'uri', maxLength: 2000 }
    case 'rating':
      return { type: 'integer', minimum: 1, maximum: ratingMax(field) }
    case 'time': {
      const seconds = field.seconds ? ':[0-5][0-9]' : ''
      return { type: 'string', pattern: `^([01][0-9]|2[0-3]):[0-5][0-9]${seconds}$` }
    }
    case 'json':
      return { type: ['object', 'array'] }
    case 'many_to_many':
      return { type: 'array', uniqueItems: true, items: { type: 'integer', minimum: 1 } }
    case 'multi_choice': {
      const items = choiceSchema(field.choices, metadata)
      return { type: 'array', uniqueItems: true, items }
    }
    case 'email':
      return { type: 'string', format: 'email' }
    case 'integer':
    case 'duration':
      return { type: 'integer', ...numbers(field) }
    case 'decimal':
    case 'money':
    case 'percent':
      return { type: 'number', ...numbers(field) }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    case 'choice':
      return choiceSchema(field.choices, metadata)
    case 'lookup':
    case 'file':
    case 'image':
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
  if (field.type === 'many_to_many') return { type: ['array', 'null'], items: REFERENCE, title }
  const reference = ['lookup', 'regarding', 'file', 'image'].includes(field.type)
  const schema = reference ? REFERENCE : valueSchema(field, metadata)
  return { ...orNull(schema), title }
}

/** As it is written. */
export function writeSchema(field: FieldDefinition, metadata: EffectiveMetadata): Schema {
  const schema = valueSchema(field, metadata)
  return { ...orNull(schema), title: field.label.en }
}
