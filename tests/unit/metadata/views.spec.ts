import { test } from '@japa/runner'
import type { FieldDefinition, Json, RoleDefinition, ViewDefinition } from '#core/metadata/types'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { mergeLayers } from '#core/metadata/layers/merge'
import { validate } from '#core/metadata/validation/validate'
import { seal } from '#core/metadata/effective'
import { visibleMetadata } from '#core/metadata/visible'
import { mergeRoles } from '#core/security/access'
import type { Filter } from '#core/records/types'
import { add, change, label, sampleMaps } from '#tests/unit/metadata/definitions'

const types = new FieldTypes()
const MORE: Record<string, FieldDefinition> = {
  due: { type: 'date', label },
  done: { type: 'date', label },
  seen_at: { type: 'datetime', label },
  cost: { type: 'money', label, currency: 'IRR' },
  urgent: { type: 'boolean', label },
  secret: { type: 'text', label, sensitive: true },
  hidden: { type: 'choice', label, choices: 'state' },
}

function maps() {
  const all = sampleMaps()
  const ticket = all.entity.get('ticket')
  if (!ticket) throw new Error('no ticket')
  add(all, 'entity', { ...ticket, fields: { ...ticket.fields, ...MORE } })
  return all
}

function issuesOf(property: string, value: Json): string[] {
  const changes = [change('view', 'open_tickets', [property], value)]
  const definitions = mergeLayers(maps(), changes).effective
  return validate({ definitions, types, permissions: null }).map(
    ({ path, code }) => `${path}: ${code}`
  )
}

test.group('how a view presents its records', () => {
  test('{property} = {value} is right')
    .with<{ property: string; value: Json }[]>([
      { property: 'board', value: { by: 'state', fields: ['due'], sum: 'cost', hidden: [''] } },
      { property: 'board', value: { by: 'urgent' } },
      { property: 'board', value: { by: 'person', title: 'title', subtitle: 'person.name' } },
      { property: 'calendar', value: { start: 'due', end: 'done', colour: 'state', mode: 'week' } },
      {
        property: 'chart',
        value: {
          kind: 'stacked',
          group: { path: 'created_at', by: 'month' },
          series: { path: 'state' },
          measure: { fn: 'avg', path: 'cost' },
        },
      },
      { property: 'group', value: [{ path: 'state' }, { path: 'due', by: 'week' }] },
      {
        property: 'aggregates',
        value: [{ fn: 'count' }, { fn: 'sum', path: 'cost' }, { fn: 'max', path: 'due' }],
      },
      {
        property: 'colours',
        value: [{ filter: { path: 'urgent', op: 'eq', value: true }, colour: 'red' }],
      },
      { property: 'audience', value: { roles: ['worker'] } },
    ])
    .run(({ assert }, { property, value }) => assert.deepEqual(issuesOf(property, value), []))

  test('{property} = {value}: {issue}')
    .with<{ property: string; value: Json; issue: string }[]>([
      { property: 'presentation', value: 'map', issue: 'presentation: E_VIEW_PRESENTATION' },
      { property: 'presentation', value: 'board', issue: 'board: E_VIEW_SETTINGS' },
      { property: 'board', value: { by: 'title' }, issue: 'board.by: E_VIEW_BOARD_FIELD' },
      { property: 'board', value: { by: 'person.name' }, issue: 'board.by: E_VIEW_BOARD_FIELD' },
      { property: 'board', value: { by: 'nothing' }, issue: 'board.by: E_UNKNOWN_FIELD' },
      { property: 'board', value: 'state', issue: 'board: E_WRONG_TYPE' },
      {
        property: 'board',
        value: { by: 'state', sum: 'title' },
        issue: 'board.sum: E_NOT_AGGREGABLE',
      },
      {
        property: 'calendar',
        value: { start: 'title' },
        issue: 'calendar.start: E_VIEW_DATE_FIELD',
      },
      {
        property: 'calendar',
        value: { start: 'due', end: 'seen_at' },
        issue: 'calendar.end: E_VIEW_DATE_FIELD',
      },
      {
        property: 'calendar',
        value: { start: 'due', colour: 'title' },
        issue: 'calendar.colour: E_VIEW_COLOUR_FIELD',
      },
      {
        property: 'chart',
        value: { kind: 'radar', group: { path: 'state' }, measure: { fn: 'count' } },
        issue: 'chart.kind: E_VIEW_CHART',
      },
      {
        property: 'chart',
        value: { kind: 'bar', group: { path: 'state', by: 'day' }, measure: { fn: 'count' } },
        issue: 'chart.group.by: E_VIEW_BUCKET',
      },
      { property: 'group', value: [{ path: 'cost' }], issue: 'group.0.path: E_NOT_GROUPABLE' },
      {
        property: 'group',
        value: Array.from({ length: 4 }, () => ({ path: 'state' })),
        issue: 'group: E_VIEW_TOO_MANY',
      },
      {
        property: 'aggregates',
        value: [{ fn: 'sum', path: 'state' }],
        issue: 'aggregates.0.path: E_NOT_AGGREGABLE',
      },
      {
        property: 'aggregates',
        value: [{ fn: 'median', path: 'cost' }],
        issue: 'aggregates.0.fn: E_NOT_AGGREGABLE',
      },
      {
        property: 'colours',
        value: [{ filter: { path: 'urgent', op: 'eq', value: true }, colour: 'pink' }],
        issue: 'colours.0.colour: E_VIEW_COLOUR',
      },
      {
        property: 'colours',
        value: [{ filter: { path: 'nothing', op: 'is_empty' }, colour: 'red' }],
        issue: 'colours.0.filter.path: E_UNKNOWN_FIELD',
      },
      { property: 'audience', value: { roles: ['nobody'] }, issue: 'audience.roles: E_VIEW_ROLE' },
      { property: 'audience', value: 'all', issue: 'audience.roles: E_WRONG_TYPE' },
    ])
    .run(({ assert }, { property, value, issue }) =>
      assert.deepEqual(issuesOf(property, value), [issue])
    )

  test('a colour rule cannot ask other records', ({ assert }) => {
    const filter: Json = { not: { path: 'person', some: { path: 'name', op: 'is_empty' } } }
    assert.include(
      issuesOf('colours', [{ filter, colour: 'red' }]),
      'colours.0.filter: E_COLOUR_RELATION'
    )
  })
})

const worker: RoleDefinition = {
  name: 'worker',
  label,
  entities: { ticket: { read: 'all' }, person: { read: 'all' } },
  fields: { ticket: { hidden: 'none' }, person: { name: 'none' } },
}

/** The view as a worker sees it, who may not see `hidden`, and `secret` only masked. */
function shownTo(view: Partial<ViewDefinition>, roles: string[] | null = ['worker']) {
  const all = maps()
  add(all, 'view', { name: 'v', entity: 'ticket', label, columns: [{ path: 'title' }], ...view })
  const metadata = seal(all)
  return visibleMetadata(metadata, mergeRoles([worker], metadata), roles).views.v
}

test.group('what a reader is shown of a view', () => {
  test('columns of hidden fields vanish, masked ones stay', ({ assert }) => {
    const columns = ['title', 'hidden', 'secret', 'person.name', 'person.created_at'].map(
      (path) => ({ path })
    )
    assert.deepEqual(
      shownTo({ columns })?.columns.map(({ path }) => path),
      ['title', 'secret', 'person.created_at']
    )
  })

  test('a view whose filter asks for {path} is not there')
    .with<{ path: string; filter: Filter }[]>([
      { path: 'a hidden field', filter: { path: 'hidden', op: 'eq', value: 'open' } },
      { path: 'a masked field', filter: { path: 'secret', op: 'starts_with', value: 'a' } },
      {
        path: 'a hidden field deep inside',
        filter: {
          and: [{ not: { or: [{ path: 'person.name', op: 'eq', value: 'x' }] } }],
        },
      },
    ])
    .run(({ assert }, { filter }) => assert.isUndefined(shownTo({ filter })))

  test('sorts, groups, figures and colours by hidden fields vanish', ({ assert }) => {
    const view = shownTo({
      sort: [{ path: 'secret' }, { path: 'due' }],
      group: [{ path: 'hidden' }, { path: 'state' }],
      aggregates: [{ fn: 'count' }, { fn: 'count', path: 'hidden' }],
      colours: [
        { filter: { path: 'hidden', op: 'eq', value: 'open' }, colour: 'red' },
        { filter: { path: 'secret', op: 'eq', value: 'x' }, colour: 'blue' },
        { filter: { path: 'urgent', op: 'eq', value: true }, colour: 'green', column: 'hidden' },
        { filter: { path: 'urgent', op: 'eq', value: true }, colour: 'teal', column: 'secret' },
      ],
    })
    assert.deepEqual(view?.sort, [{ path: 'due' }])
    assert.deepEqual(view?.group, [{ path: 'state' }])
    assert.deepEqual(view?.aggregates, [{ fn: 'count' }])
    assert.deepEqual(
      view?.colours?.map(({ colour }) => colour),
      ['teal']
    )
  })

  test('a presentation over a hidden field falls back to the list', ({ assert }) => {
    const board = shownTo({ presentation: 'board', board: { by: 'hidden' } })
    assert.equal(board?.presentation, 'list')
    assert.notProperty(board, 'board')
    const chart = shownTo({
      presentation: 'chart',
      chart: { kind: 'bar', group: { path: 'state' }, measure: { fn: 'count', path: 'hidden' } },
    })
    assert.equal(chart?.presentation, 'list')
    const cards = shownTo({
      presentation: 'board',
      board: { by: 'state', title: 'hidden', fields: ['due', 'hidden'] },
    })
    assert.deepEqual(cards?.board, { by: 'state', fields: ['due'] })
  })

  test('a view for roles is for their holders and for those who shape the product', ({
    assert,
  }) => {
    const audience = { roles: ['manager'] }
    assert.isUndefined(shownTo({ audience }))
    assert.isDefined(shownTo({ audience }, ['worker', 'manager']))
    assert.isDefined(shownTo({ audience }, null))
  })
})
