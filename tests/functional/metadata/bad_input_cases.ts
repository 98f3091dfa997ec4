import type { DefinitionKind, Json } from '#core/metadata/types'

/** What every case is sent against: made once, with records, a form and a package that is right. */
export const LOAN = 'x_bad_loan'
export const FORM = 'x_bad_loan_main'
export const label = { en: 'Loan', fa: 'وام', az: 'Kredit' }
const text = { type: 'text', label }

export const world: { kind: DefinitionKind; name: string; value: Json }[] = [
  {
    kind: 'entity',
    name: LOAN,
    value: {
      label,
      labelPlural: label,
      titleField: 'x_title',
      fields: {
        x_title: { ...text, maxLength: 80 },
        x_rate: { type: 'decimal', label, scale: 4 },
        x_fee: { type: 'decimal', label, scale: 2 },
        x_parent: { type: 'lookup', label, target: LOAN },
        x_children: { type: 'one_to_many', label, target: LOAN, inverse: 'x_parent' },
      },
    },
  },
  {
    kind: 'choice_list',
    name: 'x_bad_ring',
    value: { label, options: { x_one: { label } } },
  },
  {
    kind: 'form',
    name: FORM,
    value: {
      entity: LOAN,
      kind: 'main',
      label,
      elements: {
        x_first: { kind: 'section', order: 1 },
        x_title: { kind: 'field', field: 'x_title', parent: 'x_first', order: 1 },
        x_rate: { kind: 'field', field: 'x_rate', parent: 'x_first', order: 2 },
        x_fee: { kind: 'field', field: 'x_fee', parent: 'x_first', order: 3 },
      },
    },
  },
]

export interface Package {
  files: ReadonlyMap<string, string>
}
export type Wrong =
  { post: string; json: object } | { upload: (right: Package) => Uint8Array | Promise<Uint8Array> }
export interface BadInput {
  name: string
  wrong: Wrong
  status: number
  code: string
  /** Code of a detail, with a piece of its path. */
  detail?: string
  at?: string
}

const change = (kind: DefinitionKind | string, name: string, path: string[], value: Json) => ({
  kind,
  name,
  path,
  value,
})
type Change = ReturnType<typeof change>
const sent = (...changes: Change[]): Wrong => ({ post: '/api/metadata/changes', json: { changes } })
const field = (name: string, value: Json) => change('entity', LOAN, ['fields', name], value)
const element = (name: string, path: string[], value: Json) =>
  change('form', FORM, ['elements', name, ...path], value)
const entity = (name: string, more: { [key: string]: Json } = {}) =>
  change('entity', name, [], {
    label,
    labelPlural: label,
    titleField: 'x_title',
    fields: { x_title: text },
    ...more,
  })
const formula = (expression: string) => ({ type: 'formula', label, expression, result: 'number' })

/** One definition that cannot be, and the code that says why. */
const definition = (name: string, detail: string, at: string, ...changes: Change[]): BadInput => ({
  name,
  wrong: sent(...changes),
  status: 422,
  code: 'E_METADATA_INVALID',
  detail,
  at,
})

const INVALID: BadInput[] = [
  definition(
    'a type that is none',
    'E_UNKNOWN_FIELD_TYPE',
    'x_a.type',
    field('x_a', { type: 'nothing', label })
  ),
  definition(
    'a field without a label',
    'E_LABEL_MISSING',
    'x_a.label',
    field('x_a', { type: 'text', label: { fa: 'الف' } })
  ),
  definition(
    'a label in a language that nobody speaks',
    'E_WRONG_TYPE',
    'x_a.label.xx',
    field('x_a', { type: 'text', label: { en: 'A', xx: 'A' } })
  ),
  definition(
    'a title that is no field',
    'E_UNKNOWN_FIELD',
    'titleField',
    change('entity', LOAN, ['titleField'], 'x_gone')
  ),
  definition(
    'a look-up to nowhere',
    'E_UNKNOWN_TARGET',
    'x_a.target',
    field('x_a', { type: 'lookup', label, target: 'x_gone' })
  ),
  definition(
    'choices of no list',
    'E_UNKNOWN_CHOICE_LIST',
    'x_a.choices',
    field('x_a', { type: 'choice', label, choices: 'x_gone' })
  ),
  definition(
    'a pattern that takes for ever',
    'E_BAD_PATTERN',
    'x_a.pattern',
    field('x_a', { ...text, pattern: '(a+)+$' })
  ),
  definition(
    'a least above the most',
    'E_RANGE',
    'x_a',
    field('x_a', { type: 'integer', label, min: 9, max: 1 })
  ),
  definition(
    'a default that does not fit',
    'E_DEFAULT',
    'x_a.default',
    field('x_a', { type: 'integer', label, default: 'many' })
  ),
  definition(
    'a formula that is none',
    'E_FEEL_SYNTAX',
    'x_a.expression',
    field('x_a', formula('1 +'))
  ),
  definition(
    'a formula over nothing',
    'E_UNKNOWN_FIELD',
    'x_a.expression',
    field('x_a', formula('x_gone + 1'))
  ),
  definition(
    'a formula that never ends',
    'E_FEEL_UNBOUNDED',
    'x_a.expression',
    field('x_a', formula('count(for i in 1..999999999 return i)'))
  ),
  definition(
    'fields that are no fields',
    'E_WRONG_TYPE',
    'fields',
    entity('x_bad_shape', { fields: [1, 2] })
  ),
  definition(
    'an entity that is a number',
    'E_WRONG_TYPE',
    'x_bad_shape',
    change('entity', 'x_bad_shape', [], 7)
  ),
  definition(
    'a way to the prototype',
    'E_PATH',
    '__proto__',
    change('entity', LOAN, ['__proto__', 'polluted'], true)
  ),
  definition(
    'a definition without end',
    'E_WRONG_TYPE',
    'icon',
    change('entity', LOAN, ['icon'], 'x'.repeat(100_001))
  ),
  definition(
    'a column that is no field',
    'E_UNKNOWN_FIELD',
    'columns.0.path',
    change('view', 'x_bad_view', [], { entity: LOAN, label, columns: [{ path: 'x_gone' }] })
  ),
  definition(
    'a filter that the field does not know',
    'E_OPERATOR',
    'filter',
    change('view', 'x_bad_view', [], {
      entity: LOAN,
      label,
      columns: [],
      filter: { path: 'x_rate', op: 'contains', value: 'a' },
    })
  ),
  definition(
    'a filter that is none',
    'E_FILTER',
    'filter',
    change('view', 'x_bad_view', [], { entity: LOAN, label, columns: [], filter: 'all' })
  ),
  definition(
    'a view of no entity',
    'E_UNKNOWN_ENTITY',
    'entity',
    change('view', 'x_bad_view', [], { entity: 'x_gone', label, columns: [] })
  ),
  definition(
    'an element in a container that is not there',
    'E_FORM_PARENT',
    'x_title.parent',
    element('x_title', ['parent'], 'x_gone')
  ),
  definition(
    'an input of no field',
    'E_UNKNOWN_FIELD',
    'x_new.field',
    element('x_new', [], { kind: 'field', field: 'x_gone' })
  ),
  definition(
    'a form of scripts',
    'E_FORM_HTML',
    'x_new.html',
    element('x_new', [], { kind: 'text', html: { en: '<script>alert(1)</script>' } })
  ),
  definition(
    'a depth that is none',
    'E_PRIVILEGE',
    'read',
    change('role', 'x_bad_role', [], { label, entities: { [LOAN]: { read: 'everything' } } })
  ),
  definition(
    'a permission that is none',
    'E_UNKNOWN_PERMISSION',
    'permissions',
    change('role', 'x_bad_role', [], { label, entities: {}, permissions: ['core.everything'] })
  ),
  definition(
    'a template of something else',
    'E_TEMPLATE_UNKNOWN_HELPER',
    'text',
    change('template', 'x_bad_template', [], {
      entity: LOAN,
      label,
      kind: 'sms',
      text: { en: '{{lookup this "constructor"}}' },
    })
  ),
  definition(
    'a rule of nothing',
    'E_RULE_WITHOUT_PARTS',
    'parts',
    change('duplicate_rule', 'x_bad_rule', [], { entity: LOAN, label, warn: 0.5, parts: {} })
  ),
  {
    name: 'a kind that is none',
    wrong: sent(change('workflow_of_nobody', 'x_a', [], {})),
    status: 422,
    code: 'E_VALIDATION',
    at: 'changes.0.kind',
  },
  {
    name: 'changes that are no list',
    wrong: { post: '/api/metadata/changes', json: { changes: 'all' } },
    status: 422,
    code: 'E_VALIDATION',
    at: 'changes',
  },
  {
    name: 'nothing at all',
    wrong: { post: '/api/metadata/changes', json: { changes: [] } },
    status: 422,
    code: 'E_VALIDATION',
    detail: 'E_REQUIRED',
    at: 'changes',
  },
]

const CYCLES: BadInput[] = [
  definition('a formula of itself', 'E_COMPUTED_CYCLE', 'x_a', field('x_a', formula('x_a + 1'))),
  definition(
    'a ring of three formulas',
    'E_COMPUTED_CYCLE',
    'x_c',
    field('x_a', formula('x_b + 1')),
    field('x_b', formula('x_c + 1')),
    field('x_c', formula('x_a + 1'))
  ),
  definition(
    'a ring over a look-up and back over a roll-up',
    'E_COMPUTED_CYCLE',
    'x_a',
    field('x_a', formula('x_parent.x_sum + 1')),
    field('x_sum', { type: 'rollup', label, relation: 'x_children', function: 'sum', field: 'x_a' })
  ),
  definition(
    'two inputs worked out from each other',
    'E_FORM_CYCLE',
    'x_rate',
    element('x_rate', ['value'], 'x_fee + 1'),
    element('x_fee', ['value'], 'x_rate + 1')
  ),
  definition(
    'a section in itself',
    'E_FORM_CONTAINS_ITSELF',
    'parent',
    element('x_a', [], { kind: 'columns', columns: 2, parent: 'x_b' }),
    element('x_b', [], { kind: 'columns', columns: 2, parent: 'x_a' })
  ),
  definition(
    'a choice list that hangs on itself',
    'E_CHOICE_LIST_RING',
    'parentList',
    change('choice_list', 'x_bad_ring', ['parentList'], 'x_bad_ring')
  ),
]

const NAMES: BadInput[] = [
  definition('a name without the prefix', 'E_CLIENT_PREFIX', 'loan', entity('loan')),
  definition(
    'a field without the prefix',
    'E_CLIENT_PREFIX',
    'fields.amount',
    field('amount', text)
  ),
  definition(
    'a field of the system',
    'E_SYSTEM_FIELD',
    'fields.owner_id',
    entity('x_bad_name', { fields: { x_title: text, owner_id: text } })
  ),
  definition(
    'a name in capitals',
    'E_NAME_PATTERN',
    'fields.X_TITLE',
    entity('x_bad_name', { fields: { x_title: text, X_TITLE: text } })
  ),
  definition(
    'a name with SQL in it',
    'E_PATH',
    'fields',
    field("x_a'; drop table contact; --", text)
  ),
  definition(
    'a name longer than a column may be',
    'E_CLIENT_PREFIX',
    `fields.x_${'a'.repeat(60)}`,
    field(`x_${'a'.repeat(60)}`, text)
  ),
  definition(
    'a column that another field has',
    'E_COLUMN_COLLISION',
    'x_about_id',
    field('x_about', { type: 'regarding', label, targets: [LOAN] }),
    field('x_about_id', text)
  ),
  definition(
    'a table that is a word of SQL',
    'E_RESERVED_WORD',
    'table',
    entity('x_bad_name', { table: 'select' })
  ),
  definition(
    'a table of the system',
    'E_CLIENT_PREFIX',
    'x_bad_name',
    entity('x_bad_name', { table: 'sessions' })
  ),
  definition(
    'the table of another entity',
    'E_TABLE_COLLISION',
    'table',
    entity('x_bad_name', { table: LOAN })
  ),
  definition(
    'a value that no choice can have',
    'E_CLIENT_PREFIX',
    'options',
    change('choice_list', 'x_bad_ring', ['options', 'one'], { label })
  ),
  definition(
    'what a plugin ships, made anew',
    'E_PERMANENT',
    'garden_plant',
    entity('garden_plant')
  ),
  definition(
    'the type of a shipped field',
    'E_PERMANENT',
    'fields.name.type',
    change('entity', 'garden_plant', ['fields', 'name', 'type'], 'integer')
  ),
]

const LOSSES: BadInput[] = [
  definition(
    'text with values made a number',
    'E_TYPE_CHANGE',
    'x_title.type',
    change('entity', LOAN, ['fields', 'x_title', 'type'], 'integer')
  ),
  definition(
    'a link made text',
    'E_INVERSE',
    'x_children.inverse',
    change('entity', LOAN, ['fields', 'x_parent', 'type'], 'text')
  ),
  definition(
    'a look-up that leads elsewhere',
    'E_SETTING_PERMANENT',
    'x_parent.target',
    change('entity', LOAN, ['fields', 'x_parent', 'target'], 'user')
  ),
  {
    name: 'decimals that values have',
    wrong: sent(change('entity', LOAN, ['fields', 'x_rate', 'scale'], 1)),
    status: 409,
    code: 'E_SCHEMA_WOULD_LOSE',
  },
  {
    name: 'equal values made unique',
    wrong: sent(change('entity', LOAN, ['fields', 'x_fee', 'unique'], true)),
    status: 409,
    code: 'E_SCHEMA_DUPLICATES',
  },
  {
    name: 'a field in use purged',
    wrong: { post: '/api/metadata/purge', json: { entity: LOAN, field: 'x_rate' } },
    status: 409,
    code: 'E_CONFLICT',
  },
  {
    name: 'a field purged without its name being typed',
    wrong: {
      post: '/api/metadata/purge-field',
      json: { entity: LOAN, field: 'x_rate', confirmation: 'yes' },
    },
    status: 422,
    code: 'E_NOT_CONFIRMED',
  },
]

/** A change of a form that was made from another revision than the one there is. */
const slower = (name: string, revision: string | null, made: Change): BadInput => ({
  name,
  wrong: {
    post: '/api/metadata/changes',
    json: { changes: [made], basedOn: [{ kind: made.kind, name: made.name, revision }] },
  },
  status: 409,
  code: 'E_DEFINITION_CHANGED',
})
const wider = element('x_title', ['wide'], true)
const another = { entity: LOAN, kind: 'main', label, elements: {} }
const RACES: BadInput[] = [
  slower('a form that somebody published in the meantime', 'of-an-hour-ago', wider),
  slower('a form made by two', null, change('form', FORM, [], another)),
  slower('a form that is gone', 'some', change('form', 'x_bad_none', ['label', 'en'], 'A')),
  {
    name: 'a plan that is late',
    wrong: {
      post: '/api/metadata/apply',
      json: { operations: [{ op: 'set', ...wider }], revision: 0 },
    },
    status: 409,
    code: 'E_METADATA_CHANGED',
  },
]

export const BAD_DEFINITIONS: readonly BadInput[] = [
  ...INVALID,
  ...CYCLES,
  ...NAMES,
  ...LOSSES,
  ...RACES,
]
