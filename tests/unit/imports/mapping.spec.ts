import { test } from '@japa/runner'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { optionName } from '#core/import_export/choice_maker'
import { checkMapping } from '#core/import_export/mapping/check_mapping'
import { dayByFormat, instantByFormat, isDateFormat } from '#core/import_export/mapping/date_format'
import { RowConverter } from '#core/import_export/mapping/row_converter'
import { suggestMapping } from '#core/import_export/mapping/suggest'
import { sourceText } from '#core/import_export/mapping/transforms'
import type { FieldMapping, FieldSource, ImportOptions, Transform } from '#core/import_export/types'

const contact: EntityDefinition = {
  name: 'contact',
  label: { en: 'Contact' },
  labelPlural: { en: 'Contacts' },
  titleField: 'name',
  fields: {
    name: { type: 'text', label: { en: 'Full name', fa: 'نام کامل' }, required: true },
    phone: { type: 'phone', label: { en: 'Phone', fa: 'تلفن' } },
    birth: { type: 'date', label: { en: 'Date of birth', fa: 'تاریخ تولد' } },
    called_at: { type: 'datetime', label: { en: 'Called at' } },
    city: { type: 'choice', choices: 'city', label: { en: 'City', fa: 'شهر' } },
    amount: { type: 'decimal', scale: 2, label: { en: 'Amount' } },
    parent: { type: 'lookup', target: 'contact', label: { en: 'Parent' } },
    external_id: { type: 'text', label: { en: 'External ID' } },
    full: { type: 'text', label: { en: 'Computed' }, readOnly: true },
    secret: { type: 'text', label: { en: 'Secret' } },
  },
}
const metadata: EffectiveMetadata = {
  version: '1',
  entity: new Map([['contact', contact]]),
  choice_list: new Map([
    [
      'city',
      {
        name: 'city',
        label: { en: 'City' },
        options: {
          tehran: { label: { en: 'Tehran', fa: 'تهران' } },
          baku: { label: { en: 'Baku', az: 'Bakı' } },
        },
      },
    ],
  ]),
  view: new Map(),
  form: new Map(),
  role: new Map(),
  template: new Map(),
  duplicate_rule: new Map(),
}
const actor = {
  kind: 'user',
  userId: 1,
  access: {
    depth: () => 'all',
    field: (_entity: string, field: string) => (field === 'secret' ? 'read' : 'write'),
    can: () => false,
  },
} as unknown as Actor
const columns = ['A', 'B', 'C']

function convert(fields: FieldMapping[], cells: string[], options: Partial<ImportOptions> = {}) {
  const converter = new RowConverter({
    entity: contact,
    columns,
    mapping: { fields },
    options: { mode: 'create', ...options },
    metadata,
    fieldTypes: new FieldTypes(),
    timeZone: 'Asia/Tehran',
  })
  return converter.convert({ line: 2, number: 1, cells })
}
const one = (field: string, source: FieldSource = { columns: ['A'] }): FieldMapping => ({
  field,
  sources: [source],
})

test.group('dates by a format', () => {
  test('{text} as {format}: {day}')
    .with([
      { text: '03-07-2014', format: 'dd-mm-yyyy', day: '2014-07-03' },
      { text: '7/3/2014', format: 'm/d/yyyy', day: '2014-07-03' },
      { text: '۱۴۰۳/۰۲/۲۳', format: 'yyyy/mm/dd', day: '2024-05-12' },
      { text: '31-12-99', format: 'dd-mm-yy', day: '1999-12-31' },
      { text: '01.02.29', format: 'dd.mm.yy', day: '2029-02-01' },
      { text: '20140703', format: 'yyyymmdd', day: '2014-07-03' },
      { text: '31-02-2014', format: 'dd-mm-yyyy', day: null },
      { text: '2014-07-03', format: 'dd-mm-yyyy', day: null },
      { text: '29/12/1403', format: 'dd/mm/yyyy', day: '2025-03-19' },
    ])
    .run(({ assert }, { text, format, day }) => assert.equal(dayByFormat(text, format), day))

  test('{text} as {format} in Tehran: {at}')
    .with([
      {
        text: '2017-03-27 13:34:11',
        format: 'yyyy-mm-dd hh:mm:ss',
        at: '2017-03-27T09:04:11.000Z',
      },
      { text: '27/03/2017 1:34 PM', format: 'dd/mm/yyyy hh:mm a', at: '2017-03-27T09:04:00.000Z' },
      { text: '1396-01-07 13:34', format: 'yyyy-MM-dd HH:mm', at: '2017-03-27T09:04:00.000Z' },
      { text: '2017-03-27 25:00', format: 'yyyy-mm-dd hh:mm', at: null },
    ])
    .run(({ assert }, { text, format, at }) =>
      assert.equal(instantByFormat(text, format, 'Asia/Tehran'), at)
    )

  test('a format must name a day', ({ assert }) => {
    assert.isTrue(isDateFormat('dd-mm-yyyy'))
    for (const format of ['mm-yyyy', 'dd-dd-yyyy', 'hello', 'yyyy yy dd mm', '']) {
      assert.isFalse(isDateFormat(format), format)
    }
  })
})

test.group('text of a source', () => {
  test('{why}')
    .with([
      { why: 'trims', source: { columns: ['A'] }, cells: ['  x '], text: 'x' },
      {
        why: 'joins what is not empty',
        source: { columns: ['A', 'B', 'C'], separator: ', ' },
        cells: ['1', '', '3'],
        text: '1, 3',
      },
      {
        why: 'makes C00004587 of 4587',
        source: {
          columns: ['A'],
          transforms: [
            { kind: 'pad', length: 8, with: '0' },
            { kind: 'prefix', text: 'C' },
          ] satisfies Transform[],
        },
        cells: ['4587'],
        text: 'C00004587',
      },
      {
        why: 'leaves empty empty',
        source: {
          columns: ['A'],
          transforms: [{ kind: 'prefix', text: 'C' }] satisfies Transform[],
        },
        cells: [''],
        text: '',
      },
      {
        why: 'takes the guard of an export off',
        source: { columns: ['A'] },
        cells: [`'+98 21`],
        text: '+98 21',
      },
      { why: 'keeps other apostrophes', source: { columns: ['A'] }, cells: [`'tis`], text: `'tis` },
      {
        why: 'keeps digits',
        source: { columns: ['A'], transforms: [{ kind: 'digits' }] satisfies Transform[] },
        cells: ['۰۹۱-۲'],
        text: '0912',
      },
    ])
    .run(({ assert }, { source, cells, text }) => {
      const positions = source.columns.map((name) => columns.indexOf(name))
      assert.equal(sourceText(source as FieldSource, cells, positions), text)
    })
})

test.group('rows become inputs', () => {
  test('{why}')
    .with([
      { why: 'text', fields: [one('name')], cells: ['Sara', '', ''], input: { name: 'Sara' } },
      { why: 'an empty cell is no value', fields: [one('name')], cells: ['', '', ''], input: {} },
      {
        why: 'date by format',
        fields: [one('birth', { columns: ['A'], dateFormat: 'dd-mm-yyyy' })],
        cells: ['03-07-2014', '', ''],
        input: { birth: '2014-07-03' },
      },
      {
        why: 'date and time of two columns',
        fields: [one('called_at', { columns: ['A', 'B'] })],
        cells: ['2017-03-27', '13:34:11', ''],
        input: { called_at: '2017-03-27T09:04:11.000Z' },
      },
      {
        why: 'choice by label',
        fields: [one('city')],
        cells: ['تهران', '', ''],
        input: { city: 'tehran' },
      },
      {
        why: 'choice by the mapping',
        fields: [one('city', { columns: ['A'], choices: { Capital: 'tehran' } })],
        cells: ['capital', '', ''],
        input: { city: 'tehran' },
      },
      {
        why: 'constant',
        fields: [one('city', { constant: 'baku' })],
        cells: ['', '', ''],
        input: { city: 'baku' },
      },
      {
        why: 'the first source that is not empty',
        fields: [{ field: 'name', sources: [{ columns: ['A'] }, { columns: ['B'] }] }],
        cells: ['', 'x', ''],
        input: { name: 'x' },
      },
    ])
    .run(({ assert }, { fields, cells, input }) => {
      const converted = convert(fields, cells)
      assert.deepEqual(converted.issues, [])
      assert.deepEqual(converted.input, input as never)
    })

  test('an empty cell clears on update when asked', ({ assert }) => {
    assert.deepEqual(
      convert([one('name')], ['', '', ''], { mode: 'update', emptyClears: true }).input,
      {
        name: null,
      }
    )
  })

  test('{why} is an issue of its column')
    .with([
      {
        why: 'no such day',
        fields: [one('birth')],
        cells: ['31.02.2014', '', ''],
        code: 'E_INVALID_DATE',
      },
      {
        why: 'unknown choice',
        fields: [one('city')],
        cells: ['Paris', '', ''],
        code: 'E_UNKNOWN_CHOICE',
      },
      {
        why: 'wrong number of cells',
        fields: [one('name')],
        cells: ['x'],
        code: 'E_IMPORT_COLUMNS',
      },
    ])
    .run(({ assert }, { fields, cells, code }) => {
      const { issues } = convert(fields, cells)
      assert.deepEqual(
        issues.map((issue) => issue.code),
        [code]
      )
    })

  test('look-ups have their candidates in order', ({ assert }) => {
    const fields: FieldMapping[] = [
      {
        field: 'parent',
        sources: [
          { columns: ['A'], lookup: { by: 'external_id' } },
          { columns: ['B'], lookup: { by: 'phone' } },
        ],
      },
    ]
    const [lookup] = convert(fields, ['C1', '977-806-9726', '']).lookups
    assert.deepEqual(
      lookup?.candidates.map(({ by, value }) => [by, value] as [string, unknown]),
      [
        ['external_id', 'C1'],
        ['phone', '977-806-9726'],
      ]
    )
    assert.lengthOf(convert(fields, ['', '', '']).lookups, 0)
    assert.lengthOf(convert(fields, ['', '977-806-9726', '']).lookups[0]?.candidates ?? [], 1)
  })
})

test.group('suggestions', () => {
  const suggested = (names: string[]) =>
    Object.fromEntries(
      suggestMapping(
        names,
        contact,
        () => 'name',
        (field) => field !== 'secret'
      ).fields.map(({ field, sources }) => [sources[0]?.columns?.[0], field])
    )

  test('{column} → {field}')
    .with([
      { column: 'Phone', field: 'phone' },
      { column: 'PHONE_NO', field: 'phone' },
      { column: 'نام كامل', field: 'name' },
      { column: 'date_of_birth', field: 'birth' },
      { column: 'External-Id', field: 'external_id' },
      { column: 'Amuont', field: undefined },
      { column: 'Amounts', field: 'amount' },
      { column: 'Secret', field: undefined },
      { column: 'Computed', field: undefined },
      { column: 'xyz', field: undefined },
    ])
    .run(({ assert }, { column, field }) => assert.equal(suggested([column])[column], field))

  test('each column and field once, the better first', ({ assert }) => {
    assert.deepEqual(suggested(['phone', 'Phone']), { phone: 'phone' })
  })
})

test.group('checks of a mapping', () => {
  const check = (fields: FieldMapping[], options: ImportOptions = { mode: 'create' }) =>
    checkMapping({ fields }, options, { entity: contact, columns, metadata, actor }).map(
      ({ path, code }) => `${path} ${code}`
    )

  test('all that is wrong comes at once')
    .with([
      { fields: [one('name')], issues: [] },
      { fields: [], issues: ['mapping.fields E_IMPORT_NOTHING'] },
      { fields: [one('nothing')], issues: ['mapping.fields.0.field E_UNKNOWN_FIELD'] },
      { fields: [one('secret')], issues: ['mapping.fields.0.field E_FIELD_FORBIDDEN'] },
      { fields: [one('full')], issues: ['mapping.fields.0.field E_IMPORT_FIELD_READ_ONLY'] },
      { fields: [one('created_at')], issues: ['mapping.fields.0.field E_FIELD_FORBIDDEN'] },
      {
        fields: [one('name', { columns: ['Z'] }), one('name', {})],
        issues: [
          'mapping.fields.0.sources.0.columns E_IMPORT_UNKNOWN_COLUMN',
          'mapping.fields.1.sources.0 E_IMPORT_NO_SOURCE',
          'mapping.fields.1.field E_IMPORT_FIELD_TWICE',
        ],
      },
      {
        fields: [one('birth', { columns: ['A'], dateFormat: 'zz' })],
        issues: ['mapping.fields.0.sources.0.dateFormat E_IMPORT_DATE_FORMAT'],
      },
      {
        fields: [one('parent', { columns: ['A'], lookup: { by: 'nope' } })],
        issues: ['mapping.fields.0.sources.0.lookup.by E_UNKNOWN_FIELD'],
      },
      {
        fields: [{ ...one('city'), createChoices: true }],
        issues: ['mapping.fields.0.createChoices E_FORBIDDEN'],
      },
    ])
    .run(({ assert }, { fields, issues }) => assert.deepEqual(check(fields), issues))

  test('update needs a key with a column', ({ assert }) => {
    assert.deepEqual(check([one('name')], { mode: 'update' }), ['options.key E_IMPORT_KEY_MISSING'])
    assert.deepEqual(check([one('name')], { mode: 'upsert', key: 'external_id' }), [
      'options.key E_IMPORT_KEY_UNMAPPED',
    ])
    assert.deepEqual(check([one('external_id')], { mode: 'upsert', key: 'external_id' }), [])
  })
})

test.group('new options', () => {
  test('their names are permanent and carry the client’s prefix', ({ assert }) => {
    assert.equal(optionName('Postal mail'), 'x_postal_mail')
    assert.match(optionName('نامه'), /^x_[0-9a-f]{10}$/)
    assert.equal(optionName('نامه'), optionName(' نامه '))
  })
})
