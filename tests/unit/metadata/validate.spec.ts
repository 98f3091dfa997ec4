import { test } from '@japa/runner'
import fc from 'fast-check'
import type { DefinitionIssue, Json } from '#core/metadata/types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { assembleBase } from '#core/metadata/layers/base_layer'
import { mergeLayers } from '#core/metadata/layers/merge'
import { validate } from '#core/metadata/validation/validate'
import { validateBaseNames, validateChanges } from '#core/metadata/validation/client_rules'
import { coreDefinitions } from '#core/security/definitions'
import { workable } from '#core/metadata/effective'
import { add, change, label, person, sampleMaps } from '#tests/unit/metadata/definitions'

const types = new FieldTypes()
const rules = { types, permissions: null }

/** Issues of the sample after one change, as `kind.name.path: code`. */
function issuesAfter(
  kind: 'entity' | 'view' | 'form' | 'role' | 'choice_list',
  name: string,
  path: string,
  value: Json
): string[] {
  const list = [change(kind, name, path.split('.'), value)]
  const definitions = mergeLayers(sampleMaps(), list).effective
  return validate({ ...rules, definitions }).map(shown)
}

function shown({ kind, name, path, code }: DefinitionIssue): string {
  return `${kind}.${name}.${path}: ${code}`
}

test.group('validation of definitions', () => {
  test('the sample and the definitions of the core have no issue', ({ assert }) => {
    assert.deepEqual(validate({ ...rules, definitions: sampleMaps() }), [])
    const { base, issues } = assembleBase([{ origin: 'core', definitions: coreDefinitions }])
    assert.deepEqual([...issues, ...validate({ ...rules, definitions: base })], [])
  })

  test('entity ticket with {path} = {value}: {code}')
    .with<{ path: string; value: Json; code: string; where?: string }[]>([
      { path: 'fields.title.type', value: 'colour', code: 'E_UNKNOWN_FIELD_TYPE' },
      {
        path: 'fields.Title',
        value: { type: 'text', label },
        code: 'E_NAME_PATTERN',
        where: 'fields.Title',
      },
      {
        path: 'fields.a__b',
        value: { type: 'text', label },
        code: 'E_NAME_PATTERN',
        where: 'fields.a__b',
      },
      {
        path: 'fields.owner_id',
        value: { type: 'text', label },
        code: 'E_SYSTEM_FIELD',
        where: 'fields.owner_id',
      },
      {
        path: 'fields.about_id',
        value: { type: 'integer', label },
        code: 'E_COLUMN_COLLISION',
        where: 'fields.about_id',
      },
      { path: 'fields.title.label', value: { fa: 'x' }, code: 'E_LABEL_MISSING' },
      { path: 'fields.title.required', value: 'yes', code: 'E_WRONG_TYPE' },
      { path: 'fields.title.maxLength', value: 5000, code: 'E_LENGTH' },
      { path: 'fields.title.pattern', value: '(', code: 'E_BAD_PATTERN' },
      { path: 'fields.title.pattern', value: '(a+)+', code: 'E_BAD_PATTERN' },
      {
        path: 'fields.title.default',
        value: { feel: 'if then' },
        code: 'E_EXPRESSION',
        where: 'fields.title.default.feel',
      },
      { path: 'fields.state.choices', value: 'nothing', code: 'E_UNKNOWN_CHOICE_LIST' },
      { path: 'fields.state.default', value: 'closed', code: 'E_DEFAULT' },
      {
        path: 'fields.m',
        value: { type: 'lookup', label, target: 'nobody' },
        code: 'E_UNKNOWN_TARGET',
        where: 'fields.m.target',
      },
      {
        path: 'fields.about.targets',
        value: ['person', 'x'],
        code: 'E_UNKNOWN_TARGET',
        where: 'fields.about.targets.1',
      },
      {
        path: 'fields.m',
        value: { type: 'money', label, currency: 'rial' },
        code: 'E_CURRENCY',
        where: 'fields.m.currency',
      },
      {
        path: 'fields.m',
        value: { type: 'decimal', label, scale: 9 },
        code: 'E_SCALE',
        where: 'fields.m.scale',
      },
      {
        path: 'fields.m',
        value: { type: 'integer', label, min: 5, max: 1 },
        code: 'E_RANGE',
        where: 'fields.m',
      },
      {
        path: 'fields.m',
        value: { type: 'text', label, maxLength: 900, unique: true },
        code: 'E_INDEX_TOO_WIDE',
        where: 'fields.m',
      },
      {
        path: 'fields.m',
        value: { type: 'autonumber', label, format: 'C{yy}' },
        code: 'E_AUTONUMBER_FORMAT',
        where: 'fields.m.format',
      },
      {
        path: 'fields.m',
        value: { type: 'one_to_many', label, target: 'person', inverse: 'name' },
        code: 'E_INVERSE',
        where: 'fields.m.inverse',
      },
      { path: 'titleField', value: 'nothing', code: 'E_UNKNOWN_FIELD' },
      {
        path: 'subtitleFields',
        value: ['state', 'nothing'],
        code: 'E_UNKNOWN_FIELD',
        where: 'subtitleFields.1',
      },
      { path: 'table', value: 'order', code: 'E_RESERVED_WORD' },
      { path: 'table', value: 'person', code: 'E_TABLE_COLLISION' },
      {
        path: 'indexes.one',
        value: { fields: ['title', 'nothing'] },
        code: 'E_UNKNOWN_FIELD',
        where: 'indexes.one.fields.1',
      },
      {
        path: 'summaries.s',
        value: { by: ['title'] },
        code: 'E_SUMMARY_FIELDS',
        where: 'summaries.s.by.0',
      },
      {
        path: 'timeline',
        value: { at: 'title', via: ['person'], kind: 'x' },
        code: 'E_TIMELINE',
        where: 'timeline.at',
      },
    ])
    .run(({ assert }, { path, value, code, where }) => {
      assert.deepEqual(issuesAfter('entity', 'ticket', path, value), [
        `entity.ticket.${where ?? path}: ${code}`,
      ])
    })

  test('{kind} {name} with {path} = {value}: {code}')
    .with<
      {
        kind: 'view' | 'form' | 'role' | 'choice_list'
        name: string
        path: string
        value: Json
        code: string
        where: string
      }[]
    >([
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'entity',
        value: 'x',
        code: 'E_UNKNOWN_ENTITY',
        where: 'entity',
      },
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'columns',
        value: [{ path: 'person.x' }],
        code: 'E_UNKNOWN_FIELD',
        where: 'columns.0.path',
      },
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'columns',
        value: [{ path: 'about.name' }],
        code: 'E_UNKNOWN_FIELD',
        where: 'columns.0.path',
      },
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'filter',
        value: { path: 'state', op: 'contains', value: 'x' },
        code: 'E_OPERATOR',
        where: 'filter.op',
      },
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'filter',
        value: { or: [{ path: 'nothing', op: 'eq' }] },
        code: 'E_UNKNOWN_FIELD',
        where: 'filter.or.0.path',
      },
      {
        kind: 'view',
        name: 'open_tickets',
        path: 'sort',
        value: [{ path: 'about' }],
        code: 'E_NOT_SORTABLE',
        where: 'sort.0.path',
      },
      {
        kind: 'form',
        name: 'ticket_main',
        path: 'elements.x_again',
        value: { kind: 'field', field: 'title', parent: 'general_section' },
        code: 'E_FIELD_TWICE',
        where: 'elements.x_again.field',
      },
      {
        kind: 'form',
        name: 'ticket_main',
        path: 'elements.x_new',
        value: { kind: 'field', field: 'nothing', parent: 'general_section' },
        code: 'E_UNKNOWN_FIELD',
        where: 'elements.x_new.field',
      },
      {
        kind: 'role',
        name: 'worker',
        path: 'entities.ticket.read',
        value: 'some',
        code: 'E_PRIVILEGE',
        where: 'entities.ticket.read',
      },
      {
        kind: 'role',
        name: 'worker',
        path: 'entities.nothing',
        value: {},
        code: 'E_UNKNOWN_ENTITY',
        where: 'entities.nothing',
      },
      {
        kind: 'role',
        name: 'worker',
        path: 'fields.ticket.nothing',
        value: 'read',
        code: 'E_UNKNOWN_FIELD',
        where: 'fields.ticket.nothing',
      },
      {
        kind: 'choice_list',
        name: 'state',
        path: 'options.a b',
        value: { label },
        code: 'E_CHOICE_VALUE',
        where: 'options.a b',
      },
      {
        kind: 'choice_list',
        name: 'state',
        path: 'parentList',
        value: 'x',
        code: 'E_UNKNOWN_CHOICE_LIST',
        where: 'parentList',
      },
      {
        kind: 'choice_list',
        name: 'state',
        path: 'parentList',
        value: 'state',
        code: 'E_CHOICE_LIST_RING',
        where: 'parentList',
      },
    ])
    .run(({ assert }, { kind, name, path, value, code, where }) => {
      assert.deepEqual(issuesAfter(kind, name, path, value), [`${kind}.${name}.${where}: ${code}`])
    })

  test('all issues come at once', ({ assert }) => {
    const maps = sampleMaps()
    add(maps, 'entity', person({ name: { type: 'text', label }, id: { type: 'text', label } }))
    add(maps, 'role', { name: 'Bad', label, entities: { nobody: {} } })
    const codes = validate({ ...rules, definitions: maps }).map(({ code }) => code)
    assert.sameMembers(codes, ['E_SYSTEM_FIELD', 'E_NAME_PATTERN', 'E_UNKNOWN_ENTITY'])
  })

  test('whatever a client sends, validation answers and never throws', ({ assert }) => {
    const paths = fc.array(
      fc.constantFrom(
        'fields',
        'title',
        'state',
        'label',
        'columns',
        'filter',
        'options',
        'elements',
        'by'
      ),
      { maxLength: 4 }
    )
    const kinds = fc.constantFrom(
      ['entity', 'ticket'] as const,
      ['view', 'open_tickets'] as const,
      ['form', 'ticket_main'] as const,
      ['role', 'worker'] as const,
      ['choice_list', 'state'] as const
    )
    fc.assert(
      fc.property(kinds, paths, fc.jsonValue(), ([kind, name], path, value) => {
        const list = [change(kind, name, path, value as Json)]
        const definitions = mergeLayers(sampleMaps(), list).effective
        assert.isArray(validate({ ...rules, definitions }))
        assert.isArray(validateChanges(sampleMaps(), list))
      }),
      { numRuns: 500 }
    )
  })

  test('a removed field may stay a column, but no longer name the record', ({ assert }) => {
    assert.deepEqual(issuesAfter('entity', 'ticket', 'fields.title.removed', true), [
      'entity.ticket.titleField: E_UNKNOWN_FIELD',
    ])
  })
})

test.group('rules of the client layer', () => {
  test('{path}: {code}')
    .with<{ name: string; path: string[]; value: Json; code: string | null }[]>([
      { name: 'ticket', path: ['fields', 'x_note'], value: { type: 'text', label }, code: null },
      {
        name: 'ticket',
        path: ['fields', 'note'],
        value: { type: 'text', label },
        code: 'E_CLIENT_PREFIX',
      },
      { name: 'ticket', path: ['fields', 'title', 'label', 'fa'], value: 'x', code: null },
      { name: 'ticket', path: ['fields', 'title', 'removed'], value: true, code: null },
      { name: 'ticket', path: ['fields', 'title', 'type'], value: 'integer', code: 'E_PERMANENT' },
      { name: 'ticket', path: ['fields', 'title'], value: null, code: 'E_PERMANENT' },
      { name: 'ticket', path: ['fields'], value: {}, code: 'E_PERMANENT' },
      { name: 'ticket', path: ['table'], value: 'person', code: 'E_PERMANENT' },
      { name: 'ticket', path: [], value: {}, code: 'E_PERMANENT' },
      { name: 'meeting', path: [], value: {}, code: 'E_CLIENT_PREFIX' },
      { name: 'x_meeting', path: [], value: {}, code: null },
      { name: 'ticket', path: ['__proto__', 'a'], value: 1, code: 'E_PATH' },
      { name: 'ticket', path: ['constructor'], value: 1, code: 'E_PATH' },
    ])
    .run(({ assert }, { name, path, value, code }) => {
      const found = validateChanges(sampleMaps(), [change('entity', name, path, value)])
      assert.deepEqual(
        found.map((issue) => issue.code),
        code ? [code] : []
      )
    })

  test('a plugin may not use the prefix of clients', ({ assert }) => {
    const maps = sampleMaps()
    add(maps, 'entity', { ...person({ x_a: { type: 'text', label } }), name: 'x_person' })
    assert.deepEqual(validateBaseNames(maps).map(shown), [
      'entity.x_person.name: E_PREFIX_RESERVED',
      'entity.x_person.fields.x_a: E_PREFIX_RESERVED',
    ])
  })

  test('two plugins cannot declare the same name, but add to the same role', ({ assert }) => {
    const { base, issues } = assembleBase([
      {
        origin: 'a',
        definitions: {
          entities: [person({})],
          roles: [{ name: 'agent', label, entities: { person: { read: 'own' } } }],
        },
      },
      {
        origin: 'b',
        definitions: {
          entities: [person({})],
          roles: [{ name: 'agent', label: { en: 'x' }, entities: { person: { read: 'all' } } }],
        },
      },
    ])
    assert.deepEqual(issues.map(shown), ['entity.person.: E_DUPLICATE_NAME'])
    assert.deepEqual(base.role.get('agent'), {
      name: 'agent',
      origin: 'a',
      label,
      entities: { person: { read: 'all' } },
    })
  })

  test('a release that a client change no longer fits sets it aside instead of stopping', ({
    assert,
  }) => {
    const list = [
      change('view', 'open_tickets', ['columns'], [{ path: 'gone' }]),
      change('entity', 'ticket', ['label', 'fa'], 'بلیت'),
    ]
    const { effective, problems } = workable(sampleMaps(), list, rules)
    assert.deepEqual(problems.map(shown), ['view.open_tickets.columns.0.path: E_UNKNOWN_FIELD'])
    assert.deepEqual(effective.view.get('open_tickets')?.columns[0], { path: 'title' })
    assert.equal(effective.entity.get('ticket')?.label.fa, 'بلیت')
  })
})
