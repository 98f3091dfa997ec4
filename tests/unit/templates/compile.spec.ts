import { test } from '@japa/runner'
import type { FieldDefinition } from '#core/metadata/types'
import type { RecordValue } from '#core/records/types'
import { compileTemplate } from '#core/templates/compile'
import { E_TEMPLATE_OUTPUT } from '#core/templates/errors'
import { Output } from '#core/templates/output'
import type { Escaping, Scope, Surroundings } from '#core/templates/types'

const label = { en: 'A' }
const FIELDS: Record<string, FieldDefinition> = {
  name: { type: 'text', label },
  status: { type: 'choice', label, choices: 'status' },
  due: { type: 'date', label },
  at: { type: 'datetime', label },
  price: { type: 'money', label, currency: 'IRR' },
  talk: { type: 'duration', label },
  mobile: { type: 'phone', label },
}
const ROW: Record<string, RecordValue> = {
  'name': 'Sara <b>',
  'status': 'open',
  'due': '2026-03-21',
  'at': '2026-11-28T20:45:00.000Z',
  'price': 1_250_000,
  'talk': 3_725,
  'mobile': '09121234567',
  'empty': null,
  'secret': '•••',
  'owner': { id: 7, label: 'Ali' },
  'customer.name': 'Bank',
}

function scopeOf(
  row: Record<string, RecordValue>,
  rows: Record<string, RecordValue>[] = []
): Scope {
  return {
    cell: (path) => ({
      value: Object.hasOwn(row, path) ? row[path] : undefined,
      field: Object.hasOwn(FIELDS, path) ? (FIELDS[path] ?? null) : null,
    }),
    rows: (path) => (path === 'items' ? rows.map((item) => scopeOf(item)) : []),
  }
}

const reader = { language: 'en', calendar: 'gregory', timeZone: 'Asia/Tehran' } as const
const persian = { language: 'fa', calendar: 'persian', timeZone: 'Asia/Tehran' } as const
const around = (who: Surroundings['reader'] = reader): Surroundings => ({
  reader: who,
  now: new Date('2026-11-28T08:00:00.000Z'),
  userName: 'Mina',
  choiceLabel: (list, value) => `${list}:${value}`,
})

function written(
  source: string,
  options: { who?: Surroundings['reader']; escaping?: Escaping; limit?: number } = {}
): string {
  const { who = reader, escaping = 'text', limit = 10_000 } = options
  const result = compileTemplate(source, escaping)
  if (!('template' in result)) throw new Error(JSON.stringify(result.faults))
  const output = new Output(limit)
  const items = [{ name: 'one' }, { name: 'two' }]
  const scope = scopeOf(ROW, items)
  result.template.write({ scope, parent: null, index: 0, count: 1, around: around(who) }, output)
  return output.toString()
}

test.group('templates', () => {
  test('{source} is written as {text}')
    .with([
      { source: 'Dear {{name}}!', text: 'Dear Sara <b>!' },
      { source: '{{status}}', text: 'status:open' },
      { source: '{{due}}', text: '21/03/2026' },
      { source: '{{at}}', text: '29/11/2026, 00:15' },
      { source: '{{date at}}', text: '29/11/2026' },
      { source: '{{time at}}', text: '00:15' },
      { source: '{{price}}', text: '1,250,000\u00A0IRR' },
      { source: '{{money price currency="USD" scale=2}}', text: '1,250,000.00\u00A0$' },
      { source: '{{number price scale=1}}', text: '1,250,000.0' },
      { source: '{{value price}}', text: '1250000' },
      { source: '{{talk}}', text: '1:02:05' },
      { source: '{{mobile}}', text: '0912 123 4567' },
      { source: '{{mask (value mobile) keep=4}}', text: '•••••••4567' },
      { source: '{{mask name keep=100}}', text: '•ara <b>' },
      { source: '{{owner}}', text: 'Ali' },
      { source: '{{customer.name}}', text: 'Bank' },
      { source: '{{default empty "nobody"}}', text: 'nobody' },
      { source: '{{money secret}}', text: '•••' },
      { source: '{{date secret}}', text: '•••' },
      { source: '{{#if (eq status "open")}}yes{{else}}no{{/if}}', text: 'yes' },
      { source: '{{#if (and (not empty) (gt price 10))}}yes{{/if}}', text: 'yes' },
      { source: '{{#if (eq owner 7)}}seven{{/if}}', text: 'seven' },
      { source: '{{#unless empty}}none{{/unless}}', text: 'none' },
      { source: '{{#if empty}}1{{else if name}}2{{else}}3{{/if}}', text: '2' },
      {
        source: '{{#each items}}{{@number}}.{{name}}{{#unless @last}}, {{/unless}}{{/each}}',
        text: '1.one, 2.two',
      },
      { source: '{{#each items}}{{../customer.name}} {{/each}}', text: 'Bank Bank ' },
      { source: '{{#each nothing}}x{{else}}empty{{/each}}', text: 'empty' },
      { source: '{{@user}} {{date @now}}', text: 'Mina 28/11/2026' },
      { source: '{{! a remark }}{{!-- another --}}x', text: 'x' },
      { source: '\\{{name}}', text: '{{name}}' },
    ])
    .run(({ assert }, { source, text }) => {
      assert.equal(written(source), text)
    })

  test('{source} is written for a Persian reader as {text}')
    .with([
      { source: '{{due}}', text: '۱۴۰۵/۰۱/۰۱' },
      { source: '{{date due format="long"}}', text: '۱ فروردین ۱۴۰۵' },
      { source: '{{price}}', text: '۱٬۲۵۰٬۰۰۰\u00A0ریال' },
      { source: '{{talk}}', text: '۱:۰۲:۰۵' },
      { source: '{{time at}}', text: '۰۰:۱۵' },
    ])
    .run(({ assert }, { source, text }) => {
      assert.equal(written(source, { who: persian }).replaceAll(/ ه‍\.ش\.$/g, ''), text)
    })

  test('HTML escapes every value, plain text none', ({ assert }) => {
    assert.equal(written('<p>{{name}}</p>', { escaping: 'html' }), '<p>Sara &lt;b&gt;</p>')
    assert.equal(written('{{default empty "<script>"}}', { escaping: 'html' }), '&lt;script&gt;')
    assert.equal(written('{{{name}}}'), 'Sara <b>')
  })

  test('{source} is refused with {code} at {line}:{column}')
    .with([
      { source: 'a\n{{#if name}}\nb', code: 'E_TEMPLATE_SYNTAX', line: 3, column: 2 },
      { source: 'a\nb {{name', code: 'E_TEMPLATE_SYNTAX', line: 2, column: 5 },
      { source: '{{#if a}}{{/each}}', code: 'E_TEMPLATE_BLOCK_END', line: 1, column: 4 },
      { source: 'x {{> other}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 3 },
      { source: '{{#> other}}{{/other}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 1 },
      { source: '{{* deco}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 1 },
      { source: '{{#with a}}{{/with}}', code: 'E_TEMPLATE_UNKNOWN_BLOCK', line: 1, column: 1 },
      { source: '{{lookup a "b"}}', code: 'E_TEMPLATE_UNKNOWN_HELPER', line: 1, column: 1 },
      { source: '{{constructor "x"}}', code: 'E_TEMPLATE_UNKNOWN_HELPER', line: 1, column: 1 },
      { source: '{{@root.name}}', code: 'E_TEMPLATE_UNKNOWN_NAME', line: 1, column: 3 },
      { source: '{{../name}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 3 },
      { source: '{{this}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 3 },
      { source: '{{date}} {{date a b}}', code: 'E_TEMPLATE_ARGUMENTS', line: 1, column: 10 },
      { source: '{{date a lang="fa"}}', code: 'E_TEMPLATE_UNKNOWN_OPTION', line: 1, column: 10 },
      {
        source: '{{#each a}}{{#each b}}{{/each}}{{/each}}',
        code: 'E_TEMPLATE_NESTED_LISTS',
        line: 1,
        column: 12,
      },
      { source: '{{#each a as |b|}}{{/each}}', code: 'E_TEMPLATE_UNSUPPORTED', line: 1, column: 1 },
      { source: '{{#each}}{{/each}}', code: 'E_TEMPLATE_ARGUMENTS', line: 1, column: 1 },
    ])
    .run(({ assert }, { source, code, line, column }) => {
      const result = compileTemplate(source, 'text')
      assert.isTrue('faults' in result)
      if (!('faults' in result)) return
      const [first] = result.faults
      assert.deepEqual([first?.code, first?.line, first?.column], [code, line, column])
    })

  test('three braces are refused where values are escaped', ({ assert }) => {
    const result = compileTemplate('{{{name}}} {{& name}}', 'html')
    assert.deepEqual('faults' in result ? result.faults.map(({ code }) => code) : [], [
      'E_TEMPLATE_RAW',
      'E_TEMPLATE_RAW',
    ])
  })

  test('no name of the template reaches a prototype', ({ assert }) => {
    for (const path of [
      'constructor',
      '__proto__',
      'toString',
      'name.constructor',
      'hasOwnProperty',
    ]) {
      assert.equal(written(`{{${path}}}`), '', path)
    }
  })

  test('size, depth and output are bounded', ({ assert }) => {
    const deep = '{{#if a}}'.repeat(9) + '{{/if}}'.repeat(9)
    const codes = (source: string) => {
      const result = compileTemplate(source, 'text')
      return 'faults' in result ? result.faults.map(({ code }) => code) : []
    }
    assert.deepEqual(codes(deep), ['E_TEMPLATE_TOO_DEEP'])
    const nested = `{{not ${'(not '.repeat(9_000)}a${')'.repeat(9_000)}}}`
    assert.deepEqual(codes(nested), ['E_TEMPLATE_TOO_DEEP'])
    assert.deepEqual(codes('{{#if a}}'.repeat(7_000)), ['E_TEMPLATE_TOO_DEEP'])
    assert.deepEqual(codes('{{default a "(((((((((((("}}'), [])
    assert.deepEqual(codes('x'.repeat(64_001)), ['E_TEMPLATE_TOO_LONG'])
    assert.deepEqual(codes('{{a}}'.repeat(4_001)), ['E_TEMPLATE_TOO_LONG'])
    assert.throws(
      () => written('{{#each items}}{{name}}{{/each}}', { limit: 5 }),
      E_TEMPLATE_OUTPUT
    )
  })

  test('tells every path once, with its place', ({ assert }) => {
    const source = '{{a}}\n{{a.b}} {{#each c}}{{d}}{{../a}}{{/each}}{{date a}}'
    const result = compileTemplate(source, 'text')
    const uses = 'template' in result ? result.template.uses : []
    assert.deepEqual(
      uses.map(({ list, path, line, column }) => [list, path, line, column]),
      [
        [null, 'a', 1, 3],
        [null, 'a.b', 2, 3],
        ['c', 'id', 2, 17],
        ['c', 'd', 2, 22],
      ]
    )
  })
})
