import { test } from '@japa/runner'
import fc from 'fast-check'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { passesLuhn } from '#core/metadata/field_types/bank_card_type'
import { groupIban, ibanRemainder } from '#core/metadata/field_types/iban_type'
import { isIranianId } from '#core/metadata/field_types/national_id_type'
import { plainTextOf } from '#core/metadata/field_types/rich_text_type'
import { readAs } from '#core/metadata/field_types/shapes'
import { SERVER_TYPES } from '#core/metadata/server_types'
import type { FieldDefinition, Json } from '#core/metadata/types'

const types = new FieldTypes()
const label = { en: 'x' }
const parse = (field: FieldDefinition, value: Json) => types.get(field.type).parse(value, field)

/** Examples of the registry of ISO 13616 and of Iranian and Azerbaijani banks. */
const IBANS = [
  'GB82 WEST 1234 5698 7654 32',
  'DE89370400440532013000',
  'NO9386011117947',
  'AZ21NABZ00000000137010001944',
  'IR580540105180021273113007',
  'MT84MALT011000012345MTLCAST001S',
  'TR330006100519786457841326',
]

test.group('Field types of a bank', () => {
  test('{type} {input} is kept as {expected}')
    .with<{ type: FieldDefinition['type']; more?: object; input: Json; expected: Json }[]>([
      {
        type: 'iban',
        input: 'ir58 0540 1051 8002 1273 1130 07',
        expected: 'IR580540105180021273113007',
      },
      { type: 'iban', input: 'IR۵۸۰۵۴۰۱۰۵۱۸۰۰۲۱۲۷۳۱۱۳۰۰۷', expected: 'IR580540105180021273113007' },
      { type: 'bank_card', input: '4111 1111 1111 1111', expected: '4111111111111111' },
      { type: 'bank_card', input: '۶۰۳۷-۹۹۷۵-۹۹۰۰-۰۰۰۸', expected: '6037997599000008' },
      { type: 'national_id', input: '۰۰۸۴۵۷۵۹۴۸', expected: '0084575948' },
      { type: 'national_id', input: 84575948, expected: '0084575948' },
      { type: 'national_id', more: { country: 'az' }, input: '5mzxk1p', expected: '5MZXK1P' },
      { type: 'national_id', more: { country: 'none' }, input: 'ab 12', expected: 'AB12' },
      { type: 'url', input: 'example.com/a?b=c', expected: 'https://example.com/a?b=c' },
      { type: 'url', input: 'http://localhost:8080/x', expected: 'http://localhost:8080/x' },
      { type: 'percent', input: '۱۲٫۵٪', expected: 12.5 },
      { type: 'rating', input: '۴', expected: 4 },
      { type: 'time', input: '9:05', expected: '09:05' },
      { type: 'time', input: '12:05 am', expected: '00:05' },
      { type: 'time', more: { seconds: true }, input: '۲۱:۰۵:۳۰', expected: '21:05:30' },
      { type: 'json', input: '{"a": [1, 2]}', expected: { a: [1, 2] } },
      {
        type: 'multi_choice',
        more: { choices: 'c' },
        input: ['a', 'b', 'a'],
        expected: ['a', 'b'],
      },
      { type: 'multi_choice', more: { choices: 'c' }, input: 'a', expected: ['a'] },
      { type: 'multi_choice', more: { choices: 'c' }, input: [], expected: null },
      { type: 'many_to_many', more: { target: 'c' }, input: [3, { id: 1 }, 3], expected: [1, 3] },
      { type: 'rich_text', input: '<p> </p>', expected: null },
    ])
    .run(({ assert }, { type, more = {}, input, expected }) => {
      const field = { type, label, ...more } as FieldDefinition
      assert.deepEqual(parse(field, input), { value: expected })
    })

  test('{type} refuses {input} with {code}')
    .with<{ type: FieldDefinition['type']; more?: object; input: Json; code: string }[]>([
      { type: 'iban', input: 'IR580540105180021273113008', code: 'E_INVALID_IBAN' },
      { type: 'iban', input: 'IR5805401051800212731130', code: 'E_IBAN_LENGTH' },
      { type: 'iban', input: 'XX580540105180021273113007', code: 'E_INVALID_IBAN' },
      { type: 'iban', more: { countries: ['IR'] }, input: IBANS[1] ?? '', code: 'E_IBAN_COUNTRY' },
      { type: 'bank_card', input: '4111111111111112', code: 'E_INVALID_BANK_CARD' },
      { type: 'bank_card', input: '0000000000000000', code: 'E_INVALID_BANK_CARD' },
      { type: 'national_id', input: '0084575949', code: 'E_INVALID_NATIONAL_ID' },
      { type: 'national_id', input: '1111111111', code: 'E_INVALID_NATIONAL_ID' },
      {
        type: 'national_id',
        more: { country: 'az' },
        input: '5MZXK1O',
        code: 'E_INVALID_NATIONAL_ID',
      },
      { type: 'url', input: 'javascript:alert(1)', code: 'E_INVALID_URL' },
      { type: 'url', input: 'https://user:pass@example.com', code: 'E_INVALID_URL' },
      { type: 'url', input: 'ftp://example.com', code: 'E_INVALID_URL' },
      { type: 'url', input: 'two words', code: 'E_INVALID_URL' },
      { type: 'rating', input: 6, code: 'E_NUMBER_TOO_LARGE' },
      { type: 'rating', input: 0, code: 'E_NUMBER_TOO_SMALL' },
      { type: 'time', input: '24:00', code: 'E_INVALID_TIME' },
      { type: 'time', input: '13:00 pm', code: 'E_INVALID_TIME' },
      { type: 'json', input: '{a: 1}', code: 'E_INVALID_JSON' },
      { type: 'json', input: 3, code: 'E_JSON_NOT_STRUCTURED' },
      { type: 'json', more: { maxBytes: 5 }, input: { a: 'bcdef' }, code: 'E_JSON_TOO_LARGE' },
      {
        type: 'multi_choice',
        more: { choices: 'c', maxItems: 1 },
        input: ['a', 'b'],
        code: 'E_TOO_MANY_VALUES',
      },
      { type: 'many_to_many', more: { target: 'c' }, input: ['x'], code: 'E_INVALID_REFERENCE' },
    ])
    .run(({ assert }, { type, more = {}, input, code }) => {
      const field = { type, label, ...more } as FieldDefinition
      assert.propertyVal(parse(field, input), 'code', code)
    })

  test('every known IBAN passes, and no change of one character does', ({ assert }) => {
    for (const iban of IBANS.map((one) => one.replace(/ /g, ''))) {
      assert.deepEqual(parse({ type: 'iban', label }, groupIban(iban)), { value: iban })
      fc.assert(
        fc.property(fc.nat(iban.length - 3), fc.nat(9), (at, digit) => {
          const changed = iban.slice(0, at + 2) + String(digit) + iban.slice(at + 3)
          return changed === iban || ibanRemainder(changed) !== 1
        })
      )
    }
  })

  test('a check digit completes any digits to a number that Luhn accepts, and exactly one does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{14}$/), (digits) => {
        const passing = [...'0123456789'].filter((last) => passesLuhn(digits + last))
        return passing.length === 1
      })
    )
  })

  test('one Iranian check digit at most fits nine digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), (digits) => {
        const passing = [...'0123456789'].filter((last) => isIranianId(digits + last))
        return passing.length === (/^(\d)\1{8}$/.test(digits) ? 0 : 1)
      })
    )
  })

  test('a masked card shows its issuer and its last four digits', ({ assert }) => {
    assert.equal(types.get('bank_card').mask('6037997599001234'), '6037 99** **** 1234')
  })

  test('{0} of a value is read back as the same value, on both databases')
    .with<[FieldDefinition, fc.Arbitrary<Json>][]>([
      [
        { type: 'percent', label, scale: 3 },
        fc.integer({ min: -1e8, max: 1e8 }).map((n) => n / 1e3),
      ],
      [{ type: 'rating', label }, fc.integer({ min: 1, max: 5 })],
      [
        { type: 'time', label },
        fc
          .tuple(fc.nat(23), fc.nat(59))
          .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
      ],
      [
        { type: 'multi_choice', label, choices: 'c' },
        fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), { minLength: 1, maxLength: 9 }),
      ],
      [
        { type: 'json', label },
        fc.dictionary(
          fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
          fc.oneof(fc.integer(), fc.string({ maxLength: 5 }), fc.boolean())
        ),
      ],
      [
        { type: 'formula', label, expression: '1', result: 'number' },
        fc.integer({ min: -1e8, max: 1e8 }).map((n) => n / 100),
      ],
    ])
    .run(({ assert }, [field, values]) => {
      const type = types.get(field.type)
      fc.assert(
        fc.property(values, (value) => {
          const parsed = type.parse(value, field)
          if (!('value' in parsed)) throw new Error(parsed.code)
          for (const dialect of ['sqlite', 'mssql'] as const) {
            const stored = type.toDatabase(parsed.value, field, dialect)
            assert.deepEqual(type.fromDatabase(stored, field, dialect), parsed.value)
          }
        })
      )
    })
})

test.group('Formatted text', () => {
  const server = new FieldTypes(SERVER_TYPES)
  const field: FieldDefinition = { type: 'rich_text', label }
  const stored = (html: string) => {
    const parsed = server.get('rich_text').parse(html, field)
    return 'value' in parsed ? parsed.value : parsed.code
  }

  test('the server keeps no script: {0}')
    .with<[string, string | null][]>([
      ['<p>a<script>alert(1)</script></p>', '<p>a</p>'],
      ['<p onclick="x()">a</p>', '<p>a</p>'],
      ['<img src=x onerror=alert(1)>', null],
      [
        '<a href="javascript:alert(1)">a</a>',
        '<a rel="noopener noreferrer nofollow" target="_blank">a</a>',
      ],
      ['<b>a</b><style>p{}</style>', '<strong>a</strong>'],
      ['<iframe src="https://example.com">x</iframe>', 'x'],
      ['<svg><script>1</script></svg>', null],
      ['<p style="position:fixed">a</p>', '<p>a</p>'],
    ])
    .run(({ assert }, [html, expected]) => assert.equal(stored(html), expected))

  test('what was sanitised stays the same when it is stored again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const once = stored(`<p>${text}</p>`)
        return typeof once !== 'string' || stored(once) === once
      })
    )
  })

  test('its words are what is searched', ({ assert }) => {
    assert.equal(plainTextOf('<h1>A &amp; B</h1><p>c<br>d &#1576;</p>'), 'A & B\nc\nd ب')
    const columns = types
      .get('rich_text')
      .toDatabase('<p>Class <strong>One</strong></p>', field, 'sqlite')
    assert.equal(columns._folded, 'class one')
  })

  test('plain text of an import becomes paragraphs', ({ assert }) => {
    const read = server.get('rich_text').fromText('1 < 2\n\nnext', field)
    assert.deepEqual(read, { value: '<p>1 &lt; 2</p><p>next</p>' })
  })
})

test.group('Settings of field types', () => {
  test('each type names its settings once, and becomes only types there are', ({ assert }) => {
    for (const type of types.all()) {
      const names = type.settings.map(({ name }) => name)
      assert.lengthOf(new Set(names), names.length, type.name)
      for (const other of type.becomes) assert.isTrue(types.has(other), `${type.name} → ${other}`)
    }
  })

  test('a computed field is read as what it answers', ({ assert }) => {
    const formula: FieldDefinition = { type: 'formula', label, expression: '1', result: 'date' }
    assert.equal(readAs(formula).type, 'date')
    const count: FieldDefinition = { type: 'rollup', label, relation: 'r', function: 'count' }
    assert.equal(readAs(count).type, 'integer')
  })
})
