import vine from '@vinejs/vine'
import { DELIMITERS, ENCODINGS } from '#core/import_export/types'

const name = () => vine.string().minLength(1).maxLength(255)

const transform = vine.object({
  kind: vine.enum(['prefix', 'suffix', 'pad', 'replace', 'lower', 'upper', 'digits'] as const),
  text: vine.string().maxLength(100).optional(),
  length: vine.number().withoutDecimals().min(1).max(1_000).optional(),
  with: vine.string().fixedLength(1).optional(),
  search: vine.string().maxLength(100).optional(),
  by: vine.string().maxLength(100).optional(),
})

const source = vine.object({
  columns: vine.array(name()).maxLength(20).optional(),
  separator: vine.string().maxLength(20).optional(),
  constant: vine.any().optional(),
  transforms: vine.array(transform).maxLength(20).optional(),
  dateFormat: vine.string().maxLength(40).optional(),
  choices: vine.record(vine.string().maxLength(64)).optional(),
  lookup: vine.object({ by: name(), entity: name().optional() }).optional(),
})

/** The form of a mapping with its options. Whether it fits the entity is checked by `checkMapping`. */
export const configureValidator = vine.create({
  mapping: vine.object({
    fields: vine
      .array(
        vine.object({
          field: name(),
          sources: vine.array(source).minLength(1).maxLength(10),
          createChoices: vine.boolean({ strict: true }).optional(),
          missing: vine.enum(['error', 'empty'] as const).optional(),
        })
      )
      .maxLength(1_000),
  }),
  options: vine.object({
    mode: vine.enum(['create', 'update', 'upsert'] as const),
    key: name().optional(),
    dateOrder: vine.enum(['dmy', 'mdy'] as const).optional(),
    timeZone: vine
      .string()
      .in(['UTC', ...Intl.supportedValuesOf('timeZone')])
      .optional(),
    emptyClears: vine.boolean({ strict: true }).optional(),
  }),
})

export const uploadValidator = vine.create({
  entity: name(),
  encoding: vine.enum(ENCODINGS).optional(),
  delimiter: vine.enum(DELIMITERS).optional(),
  sheet: vine.string().maxLength(64).optional(),
})

export const exportValidator = vine.create({
  query: vine.object({}).allowUnknownProperties().optional(),
  format: vine.enum(['csv', 'xlsx'] as const).optional(),
  values: vine.enum(['labels', 'raw'] as const).optional(),
  delimiter: vine.enum([',', ';', '\t'] as const).optional(),
})
