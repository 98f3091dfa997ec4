import type { FieldType } from '#core/metadata/field_type'
import { fileType } from '#core/metadata/field_types/file_type'
import { setting } from '#core/metadata/field_types/settings'

/** What browsers show and cannot run a script: SVG is not among them. */
export const IMAGE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
] as const

/** A stored file that is a picture. */
export const imageType: FieldType<'image'> = {
  name: 'image',
  settings: [setting('maxBytes', 'integer', { min: 1 })],
  becomes: ['file'],
  columns: () => ({ '': { kind: 'integer' } }),
  operators: ['eq', 'in', 'is_empty', 'is_not_empty'],
  sortable: false,
  groupable: false,
  parse: (value) => fileType.parse(value, IMAGE_AS_FILE),
  fromText: (text) => fileType.fromText(text, IMAGE_AS_FILE),
  toDatabase: (value, _field, dialect) => fileType.toDatabase(value, IMAGE_AS_FILE, dialect),
  fromDatabase: (columns, _field, dialect) =>
    fileType.fromDatabase(columns, IMAGE_AS_FILE, dialect),
  toText: (value) => fileType.toText(value, IMAGE_AS_FILE),
  mask: (value) => fileType.mask(value),
}

const IMAGE_AS_FILE = { type: 'file', label: { en: 'Image' } } as const
