import { test } from '@japa/runner'
import type { FormDefinition, ViewDefinition } from '#core/metadata/types'
import type { Content } from '#plugins/call_evaluation/ui/api/types'
import { changesOf, mergeContent } from '#plugins/call_evaluation/ui/page/content'
import { commandOf, type KeyPress, type Where } from '#plugins/call_evaluation/ui/page/keys'
import { criteriaOf, pageForm } from '#plugins/call_evaluation/ui/page/page_form'
import {
  byDue,
  isList,
  neighboursOf,
  QUEUES,
  queryOfList,
} from '#plugins/call_evaluation/ui/page/queues'

const label = { en: 'x' }
const content = (part: Partial<Content> = {}): Content => ({
  answers: {},
  feedback: '',
  remarks: [],
  ...part,
})
const remark = (id: string, text = 'x') => ({ id, at: 1, recording: null, criterion: null, text })

test.group('What is entered in an evaluation', () => {
  test('only what differs is sent; the order of answers is no difference', ({ assert }) => {
    const before = content({ answers: { a: 1, b: 2 }, feedback: 'x' })
    assert.deepEqual(changesOf(before, content({ answers: { b: 2, a: 1 }, feedback: 'x' })), {})
    const now = content({ answers: { a: 2 }, remarks: [remark('r')] })
    assert.deepEqual(changesOf(before, now), {
      answers: { a: 2 },
      feedback: null,
      remarks: [remark('r')],
    })
  })

  test('two windows are brought together answer by answer', ({ assert }) => {
    const base = content({ answers: { a: 1, b: 1, c: 1 }, remarks: [remark('r')] })
    const mine = content({ answers: { a: 2, c: 1 }, remarks: [remark('r'), remark('s')] })
    const theirs = content({ answers: { a: 1, b: 1, c: 3 }, feedback: 'Good' })
    assert.deepEqual(mergeContent(base, mine, theirs), {
      content: content({ answers: { a: 2, c: 3 }, feedback: 'Good', remarks: [remark('s')] }),
      collisions: [],
    })
  })

  test('what both changed differently is named, and ours stands', ({ assert }) => {
    const base = content({ answers: { a: 1, b: 1 }, remarks: [remark('r')] })
    const mine = content({ answers: { a: 2, b: 4 }, feedback: 'm', remarks: [remark('r', 'm')] })
    const theirs = content({ answers: { a: 3, b: 4 }, feedback: 't', remarks: [remark('r', 't')] })
    const merged = mergeContent(base, mine, theirs)
    assert.deepEqual(merged.collisions, ['a', 'r', 'feedback'])
    assert.deepEqual(merged.content, mine)
  })
})

test.group('Keys of the evaluation page', () => {
  const press = (code: string, more: Partial<KeyPress> = {}): KeyPress => ({
    code,
    key: code,
    control: false,
    alt: false,
    shift: false,
    ...more,
  })
  test('{title}')
    .with<{ title: string; press: KeyPress; where: Where; does: object | null }[]>([
      { title: 'space plays', press: press('Space'), where: 'free', does: { do: 'toggle' } },
      {
        title: 'space plays on a mark',
        press: press('Space'),
        where: 'radio',
        does: { do: 'toggle' },
      },
      { title: 'space presses a button', press: press('Space'), where: 'button', does: null },
      {
        title: 'an arrow seeks',
        press: press('ArrowLeft'),
        where: 'free',
        does: { do: 'step', by: -5 },
      },
      {
        title: 'an arrow seeks finely with Shift',
        press: press('ArrowRight', { shift: true }),
        where: 'free',
        does: { do: 'step', by: 1 },
      },
      {
        title: 'an arrow moves between marks',
        press: press('ArrowLeft'),
        where: 'radio',
        does: null,
      },
      {
        title: 'a digit marks, on the row and beside it',
        press: press('Numpad4'),
        where: 'free',
        does: { do: 'mark', digit: '4' },
      },
      {
        title: 'a Persian digit is the key it is on',
        press: press('Digit3', { key: '۳' }),
        where: 'free',
        does: { do: 'mark', digit: '3' },
      },
      {
        title: 'a Persian letter is the key it is on',
        press: press('KeyJ', { key: 'ت' }),
        where: 'free',
        does: { do: 'criterion', by: 1 },
      },
      { title: 'a letter is typed in a text', press: press('KeyJ'), where: 'typing', does: null },
      {
        title: 'criteria are walked while typing with Alt',
        press: press('ArrowDown', { alt: true }),
        where: 'typing',
        does: { do: 'criterion', by: 1 },
      },
      {
        title: 'Escape leaves a text',
        press: press('Escape'),
        where: 'typing',
        does: { do: 'leave' },
      },
      {
        title: 'Ctrl+Enter finishes from a text',
        press: press('Enter', { control: true }),
        where: 'typing',
        does: { do: 'finish' },
      },
      { title: 'a menu keeps its keys', press: press('Space'), where: 'dialog', does: null },
      {
        title: 'the next evaluation',
        press: press('KeyJ', { shift: true }),
        where: 'free',
        does: { do: 'evaluation', by: 1 },
      },
      {
        title: 'keys of the browser stay its own',
        press: press('KeyR', { control: true }),
        where: 'free',
        does: null,
      },
      {
        title: 'a question mark helps',
        press: press('Slash', { key: '?', shift: true }),
        where: 'free',
        does: { do: 'help' },
      },
    ])
    .run(({ assert }, { press: pressed, where, does }) =>
      assert.deepEqual(commandOf(pressed, where), does)
    )
})

test.group('The form on the evaluation page', () => {
  const form: FormDefinition = {
    name: 'f',
    entity: 'evaluation',
    label,
    kind: 'main',
    elements: {
      player: { kind: 'recording_player', field: 'call', order: 1 },
      call: { kind: 'field', field: 'call', order: 2 },
      tone: { kind: 'section', label, order: 3 },
      second: {
        kind: 'question',
        parent: 'tone',
        order: 2,
        definition: { type: 'rating', label },
        scoring: {},
      },
      first: {
        kind: 'question',
        parent: 'tone',
        order: 1,
        definition: { type: 'rating', label: { en: 'F' } },
        scoring: {},
      },
      feedback: { kind: 'field', field: 'feedback', order: 4 },
    },
  }
  test('is without what the page shows around it; read only, it has no inputs', ({ assert }) => {
    const drawn = pageForm(form, { editableFields: ['feedback'] }, false)
    assert.sameMembers(Object.keys(drawn.elements), ['tone', 'first', 'second', 'feedback'])
    assert.containsSubset(drawn.elements.first, { definition: { readOnly: true } })
    assert.deepEqual(
      pageForm(form, { editableFields: ['feedback'] }, true).elements.first,
      form.elements.first
    )
  })
  test('names its criteria in its order', ({ assert }) => {
    assert.deepEqual(criteriaOf(form), [
      { name: 'first', label: { en: 'F' } },
      { name: 'second', label },
    ])
  })
})

test.group('The list that an evaluation was opened from', () => {
  const views = [
    {
      name: 'a',
      entity: 'evaluation',
      label,
      columns: [],
      filter: { path: 'score', op: 'lt', value: 50 },
      sort: [{ path: 'score' }],
    },
    { name: 'b', entity: 'evaluation', label, columns: [] },
  ] satisfies ViewDefinition[]

  test('is known by its address', ({ assert }) => {
    assert.isTrue(isList('/records/evaluation?view=a'))
    assert.isTrue(isList('/quality/inbox'))
    for (const other of ['/records/evaluation/5', '/records/call', null, 4])
      assert.isFalse(isList(other))
  })
  test('{address}')
    .with<{ address: string; query: object; queue: string | null }[]>([
      {
        address: '/records/evaluation',
        query: { filter: views[0]?.filter, sort: [{ path: 'score' }] },
        queue: null,
      },
      {
        address: '/records/evaluation?view=b&sort=-id&q=x',
        query: { sort: [{ path: 'id', direction: 'desc' }], search: 'x' },
        queue: null,
      },
      { address: '/records/evaluation?f=none', query: { sort: [{ path: 'score' }] }, queue: null },
      {
        address: '/records/evaluation?view=saved:3',
        query: { filter: QUEUES[0]?.filter },
        queue: 'mine',
      },
      {
        address: '/quality/inbox?tab=disputed',
        query: { filter: { path: 'state', op: 'eq', value: 'disputed' } },
        queue: 'disputed',
      },
      {
        address: '/quality/inbox?tab=nonsense',
        query: { filter: QUEUES[0]?.filter },
        queue: 'mine',
      },
    ])
    .run(({ assert }, { address, query, queue }) => {
      const found = queryOfList(address, views)
      assert.equal(found.queue, queue)
      assert.containsSubset(found.query, query)
      assert.equal('filter' in found.query, 'filter' in query)
    })
  test('what comes before and after; after one that is not in it comes the first', ({ assert }) => {
    assert.deepEqual(neighboursOf([4, 7, 9], 7), { previous: 4, next: 9, at: 2, count: 3 })
    assert.deepEqual(neighboursOf([4, 7], 7), { previous: 4, next: null, at: 2, count: 2 })
    assert.deepEqual(neighboursOf([4, 7], 5), { previous: null, next: 4, at: null, count: 2 })
    assert.deepEqual(neighboursOf([], 5), { previous: null, next: null, at: null, count: 0 })
  })
  test('what is due soonest is first, what is never due last', ({ assert }) => {
    const rows = [
      { id: 1, due_at: null },
      { id: 3, due_at: '2026-02' },
      { id: 2, due_at: '2026-02' },
      { id: 4, due_at: '2026-01' },
    ]
    assert.deepEqual(
      byDue(rows).map(({ id }) => id),
      [4, 2, 3, 1]
    )
  })
})
