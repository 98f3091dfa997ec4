import { test } from '@japa/runner'
import fc from 'fast-check'
import { FieldTypes } from '#core/metadata/field_types/registry'
import {
  isoDay,
  persianToEpochDay,
  zonedToInstant,
  zoneOffsets,
} from '#core/metadata/field_types/calendar'
import { formatAutonumber } from '#core/metadata/field_types/autonumber_type'
import type { FieldDefinition, Json } from '#core/metadata/types'
import type { TextContext } from '#core/metadata/field_type'
import type { DialectName } from '#core/database/types'

const types = new FieldTypes()
const label = { en: 'x' }

function roundTrip(field: FieldDefinition, value: Json, dialect: DialectName) {
  const type = types.get(field.type)
  return type.fromDatabase(type.toDatabase(value, field, dialect), field, dialect)
}

test.group('field types: parsing what programs send', () => {
  test('{type} {input} becomes {expected}')
    .with<{ field: FieldDefinition; input: Json; expected: Json }[]>([
      { field: { type: 'text', label }, input: '  علي   كاظم ', expected: 'علی کاظم' },
      { field: { type: 'text', label }, input: '۰۱۲-٣٤', expected: '012-34' },
      { field: { type: 'text', label }, input: '   ', expected: null },
      { field: { type: 'long_text', label }, input: 'a\r\n۲ ', expected: 'a\n۲' },
      { field: { type: 'integer', label }, input: '۱۲٬۳۴۵', expected: 12345 },
      { field: { type: 'decimal', label, scale: 2 }, input: 0.1 + 0.2, expected: 0.3 },
      { field: { type: 'decimal', label, scale: 2 }, input: '-1,234.50', expected: -1234.5 },
      { field: { type: 'money', label, currency: 'IRR' }, input: 12e14 / 10, expected: 12e13 },
      { field: { type: 'boolean', label }, input: 1, expected: true },
      { field: { type: 'date', label }, input: '2024-02-29', expected: '2024-02-29' },
      {
        field: { type: 'datetime', label },
        input: '2026-11-22T11:30:00+03:30',
        expected: '2026-11-22T08:00:00.000Z',
      },
      { field: { type: 'duration', label }, input: '1:02:03', expected: 3723 },
      { field: { type: 'lookup', label, target: 'a' }, input: { id: 7, label: 'x' }, expected: 7 },
      {
        field: { type: 'regarding', label, targets: ['contact'] },
        input: { entity: 'contact', id: '۵' },
        expected: { entity: 'contact', id: 5 },
      },
      { field: { type: 'phone', label }, input: '+۹۸ ۹۱۲ ۳۴۵', expected: '+98 912 345' },
      { field: { type: 'phone', label }, input: '977-806-9726', expected: '977-806-9726' },
      { field: { type: 'email', label }, input: ' Ali@Bank.IR ', expected: 'ali@bank.ir' },
    ])
    .run(({ assert }, { field, input, expected }) => {
      assert.deepEqual(types.get(field.type).parse(input, field), { value: expected })
    })

  test('{field.type} refuses {input} with {code}')
    .with<{ field: FieldDefinition; input: Json; code: string }[]>([
      { field: { type: 'text', label, maxLength: 3 }, input: 'abcd', code: 'E_TEXT_TOO_LONG' },
      { field: { type: 'text', label, minLength: 3 }, input: 'ab', code: 'E_TEXT_TOO_SHORT' },
      { field: { type: 'text', label, pattern: '\\d{4}' }, input: '12345', code: 'E_TEXT_PATTERN' },
      { field: { type: 'text', label }, input: { a: 1 }, code: 'E_WRONG_TYPE' },
      { field: { type: 'integer', label }, input: 1.5, code: 'E_NOT_INTEGER' },
      { field: { type: 'integer', label, max: 5 }, input: 6, code: 'E_NUMBER_TOO_LARGE' },
      { field: { type: 'integer', label }, input: 1e15, code: 'E_NUMBER_TOO_LARGE' },
      { field: { type: 'decimal', label, scale: 2 }, input: '1.234', code: 'E_TOO_MANY_DECIMALS' },
      { field: { type: 'decimal', label }, input: '1,5', code: 'E_INVALID_NUMBER' },
      { field: { type: 'decimal', label }, input: true, code: 'E_INVALID_NUMBER' },
      { field: { type: 'boolean', label }, input: 'maybe', code: 'E_INVALID_BOOLEAN' },
      { field: { type: 'date', label }, input: '2023-02-29', code: 'E_INVALID_DATE' },
      { field: { type: 'date', label }, input: '2023-02-29T00:00:00Z', code: 'E_INVALID_DATE' },
      {
        field: { type: 'datetime', label },
        input: '2023-02-30T00:00:00Z',
        code: 'E_INVALID_DATETIME',
      },
      { field: { type: 'duration', label }, input: '1:75', code: 'E_INVALID_DURATION' },
      { field: { type: 'lookup', label, target: 'a' }, input: -1, code: 'E_INVALID_REFERENCE' },
      {
        field: { type: 'regarding', label, targets: ['contact'] },
        input: { entity: 'user', id: 1 },
        code: 'E_INVALID_REFERENCE',
      },
      { field: { type: 'phone', label }, input: 'call me', code: 'E_INVALID_PHONE' },
      { field: { type: 'email', label }, input: 'a@b', code: 'E_INVALID_EMAIL' },
      {
        field: { type: 'one_to_many', label, target: 'a', inverse: 'b' },
        input: [1],
        code: 'E_NOT_WRITABLE',
      },
    ])
    .run(({ assert }, { field, input, code }) => {
      assert.propertyVal(types.get(field.type).parse(input, field), 'code', code)
    })
})

test.group('field types: reading what people write', () => {
  test('{type} reads {text} as {expected}')
    .with<{ type: 'date' | 'datetime'; text: string; expected: Json; context?: TextContext }[]>([
      { type: 'date', text: '1403/05/12', expected: '2024-08-02' },
      { type: 'date', text: '۱۴۰۳/۱۲/۳۰', expected: '2025-03-20' },
      { type: 'date', text: '14030101', expected: '2024-03-20' },
      { type: 'date', text: '07-03-2014', expected: '2014-03-07' },
      { type: 'date', text: '07/03/2014', expected: '2014-07-03', context: { dateOrder: 'mdy' } },
      { type: 'date', text: '22.11.2026', expected: '2026-11-22' },
      { type: 'datetime', text: '2026-11-22 08:00:05', expected: '2026-11-22T08:00:05.000Z' },
      {
        type: 'datetime',
        text: '۱۴۰۵/۰۹/۰۱ ۱۱:۳۰',
        expected: '2026-11-22T08:00:00.000Z',
        context: { timeZone: 'Asia/Tehran' },
      },
      { type: 'datetime', text: '22.11.2026 1:05 pm', expected: '2026-11-22T13:05:00.000Z' },
    ])
    .run(({ assert }, { type, text, expected, context }) => {
      const field: FieldDefinition = { type, label }
      assert.deepEqual(types.get(type).fromText(text, field, context), { value: expected })
    })

  test('a Jalali day that does not exist is refused', ({ assert }) => {
    const field: FieldDefinition = { type: 'date', label }
    assert.deepEqual(types.get('date').fromText('1404/12/30', field), { code: 'E_INVALID_DATE' })
  })

  test('a Jalali day that ICU writes is read back as the same day, from 1850 to 2120', ({
    assert,
  }) => {
    const format = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
    for (let day = Date.UTC(1850, 0, 1); day < Date.UTC(2120, 0, 1); day += 86_400_000 * 3) {
      const parts = Object.fromEntries(
        format.formatToParts(day).map(({ type, value }) => [type, Number(value)])
      )
      const epoch = persianToEpochDay({
        year: parts.year ?? 0,
        month: parts.month ?? 0,
        day: parts.day ?? 0,
      })
      assert.equal(epoch === null ? null : isoDay(epoch), new Date(day).toISOString().slice(0, 10))
    }
  })

  test('a choice is recognised by value or by label in any language', ({ assert }) => {
    const choices = {
      name: 'status',
      label,
      options: { open: { label: { en: 'Open', fa: 'باز', az: 'Açıq' } } },
    }
    const field: FieldDefinition = { type: 'choice', label, choices: 'status' }
    for (const text of ['open', ' OPEN ', 'باز', 'açıq']) {
      assert.deepEqual(types.get('choice').fromText(text, field, { choices }), { value: 'open' })
    }
    assert.propertyVal(
      types.get('choice').fromText('x', field, { choices }),
      'code',
      'E_UNKNOWN_CHOICE'
    )
  })

  test('words for yes and no are read in all three languages', ({ assert }) => {
    const field: FieldDefinition = { type: 'boolean', label }
    for (const text of ['Yes', 'بله', 'Bəli', '۱', 'TRUE']) {
      assert.deepEqual(types.get('boolean').fromText(text, field), { value: true })
    }
    for (const text of ['no', 'خير', 'Xeyr', '0']) {
      assert.deepEqual(types.get('boolean').fromText(text, field), { value: false })
    }
  })

  test('a clock change neither loses nor doubles an instant', ({ assert }) => {
    assert.equal(
      new Date(zonedToInstant(Date.UTC(2024, 2, 31, 2, 30), 'Europe/Berlin')).toISOString(),
      '2024-03-31T01:30:00.000Z'
    )
    assert.equal(
      new Date(zonedToInstant(Date.UTC(2024, 9, 27, 2, 30), 'Europe/Berlin')).toISOString(),
      '2024-10-27T00:30:00.000Z'
    )
  })

  test('offsets of a zone change at the exact instant', ({ assert }) => {
    const spans = zoneOffsets('Asia/Tehran', new Date('2022-01-01'), new Date('2023-12-01'))
    assert.deepEqual(
      spans.map(({ until, minutes }) => [until?.toISOString() ?? null, minutes]),
      [
        ['2022-03-21T20:30:00.000Z', 210],
        ['2022-09-21T19:30:00.000Z', 270],
        [null, 210],
      ]
    )
  })
})

test.group('field types: storage', () => {
  test('exact decimals survive both databases', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
        fc.integer({ min: 0, max: 6 }),
        (scaled, scale) => {
          const field: FieldDefinition = { type: 'decimal', label, scale }
          const value = scaled / 10 ** scale
          assert.deepEqual(types.get('decimal').parse(value, field), { value: value + 0 })
          assert.equal(types.get('decimal').toDatabase(value, field, 'sqlite')[''], scaled + 0)
          assert.equal(roundTrip(field, value, 'sqlite'), value)
          assert.equal(roundTrip(field, value, 'mssql'), value)
        }
      )
    )
  })

  test('SQL Server gets an instant as text without rounding, and a decimal as text', ({
    assert,
  }) => {
    const at: FieldDefinition = { type: 'datetime', label }
    assert.deepEqual(types.get('datetime').toDatabase('2026-11-22T08:00:00.123Z', at, 'mssql'), {
      '': '2026-11-22T08:00:00.123',
    })
    const amount: FieldDefinition = { type: 'money', label, currency: 'AZN' }
    assert.deepEqual(types.get('money').toDatabase(12.3, amount, 'mssql'), { '': '12.30' })
  })

  test('a date that the SQL Server driver returns as midnight in UTC is the same day', ({
    assert,
  }) => {
    const field: FieldDefinition = { type: 'date', label }
    const columns = { '': new Date('2026-11-22T00:00:00Z') }
    assert.equal(types.get('date').fromDatabase(columns, field, 'mssql'), '2026-11-22')
  })

  test('a searchable text has a shadow column with its folded key', ({ assert }) => {
    const field: FieldDefinition = { type: 'text', label, searchable: true, maxLength: 500 }
    assert.deepEqual(types.columnsOf('name', field), {
      name: { kind: 'string', length: 500 },
      name__folded: { kind: 'string', length: 400, binary: true },
    })
    assert.deepEqual(types.get('text').toDatabase('ABC', field, 'sqlite'), {
      '': 'ABC',
      '_folded': 'abc',
    })
    const plain: FieldDefinition = { type: 'text', label }
    assert.deepEqual(Object.keys(types.columnsOf('name', plain)), ['name'])
  })

  test('regarding has two columns', ({ assert }) => {
    const field: FieldDefinition = { type: 'regarding', label, targets: ['contact'] }
    assert.deepEqual(Object.keys(types.columnsOf('about', field)), ['about_entity', 'about_id'])
    assert.deepEqual(roundTrip(field, { entity: 'contact', id: 3 }, 'sqlite'), {
      id: 3,
      label: null,
      entity: 'contact',
    })
  })

  test('masked values do not show what they are', ({ assert }) => {
    assert.equal(types.get('phone').mask('09123456789'), '•••6789')
    assert.equal(types.get('phone').mask('1234'), '•••')
    assert.equal(types.get('email').mask('ali@bank.ir'), 'a•••@bank.ir')
    assert.equal(types.get('integer').mask(5), '•••')
    assert.isNull(types.get('text').mask(null))
  })

  test('a running number takes the shape of its format', ({ assert }) => {
    const now = new Date('2026-11-22T08:00:00Z')
    assert.equal(formatAutonumber('C{yy}{mm}-{seq:6}', 42, now), 'C2611-000042')
    assert.equal(formatAutonumber('{yyyy}/{seq}', 1234567, now), '2026/1234567')
  })

  test('a plugin adds a type once', ({ assert }) => {
    const own = new FieldTypes()
    assert.throws(() => own.register({ ...own.get('text') }), /exists already/)
    own.register(own.get('text'))
    assert.isFalse(own.has('no_such_type'))
  })
})
