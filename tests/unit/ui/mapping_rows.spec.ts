import { test } from '@japa/runner'
import type { ReadableEntity } from '#ui/api/types.js'
import { keyFields, mappingOf, mappingRows, missingFields } from '#ui/pages/import/mapping_rows.js'

const label = { en: 'x' }
const entity = {
  name: 'contact',
  label,
  labelPlural: label,
  titleField: 'last_name',
  access: { create: true, read: true, update: true, delete: true, export: true, import: true },
  fields: {
    last_name: { type: 'text', label, required: true, access: 'write' },
    external_id: { type: 'text', label, unique: true, access: 'write' },
    account: { type: 'lookup', label, target: 'account', access: 'write' },
    national_id: { type: 'text', label, access: 'read' },
    full_name: { type: 'text', label, readOnly: true, access: 'write' },
    birth_date: { type: 'date', label, access: 'write' },
    mobile: { type: 'phone', label, access: 'write' },
    cases: { type: 'one_to_many', label, target: 'case', inverse: 'customer', access: 'write' },
  },
} as unknown as ReadableEntity

test.group('import mapping table', () => {
  test('offers the fields that a person may write, and no others', ({ assert }) => {
    const rows = mappingRows(entity, { fields: [] })
    assert.deepEqual(
      rows.map((row) => row.field),
      ['last_name', 'external_id', 'account', 'birth_date', 'mobile']
    )
  })

  test('goes from a mapping to lines and back without losing what the table does not show', ({
    assert,
  }) => {
    const mapping = {
      fields: [
        { field: 'last_name', sources: [{ columns: ['first', 'last'], separator: ' ' }] },
        { field: 'birth_date', sources: [{ columns: ['born'], dateFormat: 'dd-mm-yyyy' }] },
        {
          field: 'account',
          missing: 'empty' as const,
          sources: [{ columns: ['a'], lookup: { by: 'code' } }, { columns: ['b'] }],
        },
      ],
    }
    const back = mappingOf(mappingRows(entity, mapping))
    const byName = (a: { field: string }, b: { field: string }) => a.field.localeCompare(b.field)
    assert.deepEqual([...back.fields].sort(byName), [...mapping.fields].sort(byName))
  })

  test('a changed line replaces its column, format and key', ({ assert }) => {
    const rows = mappingRows(entity, {
      fields: [{ field: 'birth_date', sources: [{ columns: ['born'], dateFormat: 'dd-mm-yyyy' }] }],
    })
    const line = rows.find((row) => row.field === 'birth_date')
    if (line) Object.assign(line, { column: 'birthday', dateFormat: '' })
    assert.deepEqual(mappingOf(rows), {
      fields: [{ field: 'birth_date', sources: [{ columns: ['birthday'] }] }],
    })
  })

  test('names required fields that get no value', ({ assert }) => {
    assert.deepEqual(missingFields(mappingRows(entity, { fields: [] })), ['last_name'])
  })

  test('unique fields are the first keys, long texts are none', ({ assert }) => {
    assert.deepEqual(keyFields(entity), ['external_id', 'mobile'])
  })
})
