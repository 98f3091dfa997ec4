import { test } from '@japa/runner'
import type { ViewDefinition } from '#core/metadata/types'
import {
  changesBetween,
  clientProperties,
  definitionOf,
  designedOf,
  freeName,
} from '../../../designer/view/view_changes.js'

const shipped: ViewDefinition = {
  name: 'case_open',
  entity: 'case',
  label: { en: 'Open' },
  columns: [{ path: 'title' }],
  filter: { path: 'status', op: 'eq', value: 'open' },
}

test.group('changes of a view', () => {
  test('an untouched view has none, whatever it leaves unsaid', ({ assert }) => {
    assert.deepEqual(changesBetween(designedOf(shipped), designedOf(shipped)), [])
    const said = { ...shipped, group: [], presentation: 'list' as const }
    assert.deepEqual(changesBetween(designedOf(shipped), designedOf(said)), [])
  })

  test('each property that differs is one change; what is emptied is taken away', ({ assert }) => {
    const before = designedOf(shipped)
    const after = {
      label: { en: 'Open', fa: 'باز' },
      audience: { roles: ['agent'] },
      settings: {
        ...before.settings,
        filter: null,
        presentation: 'board' as const,
        board: { by: 'status' },
      },
    }
    assert.deepEqual(changesBetween(before, after), [
      { path: ['label'], value: { en: 'Open', fa: 'باز' } },
      { path: ['filter'], value: null },
      { path: ['presentation'], value: 'board' },
      { path: ['board'], value: { by: 'status' } },
      { path: ['audience'], value: { roles: ['agent'] } },
    ])
  })

  test('a new view is one definition that says only what it must', ({ assert }) => {
    const view = designedOf({ ...shipped, filter: undefined } as unknown as ViewDefinition)
    assert.deepEqual(definitionOf('case', view), {
      entity: 'case',
      label: { en: 'Open' },
      columns: [{ path: 'title' }],
    })
  })

  test('the layer of a property is the client’s where any leaf of it is', ({ assert }) => {
    const layer = { 'label.en': 'base', 'board.by': 'client', 'columns': 'client' } as const
    assert.deepEqual(clientProperties(layer), ['columns', 'board'])
  })

  test('a name of one’s own is free', ({ assert }) => {
    assert.equal(freeName('case', new Set()), 'x_case_view')
    assert.equal(freeName('x_loan', new Set(['x_loan_view'])), 'x_loan_view_2')
  })
})
