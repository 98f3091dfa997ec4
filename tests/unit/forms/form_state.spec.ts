import { test } from '@japa/runner'
import fc from 'fast-check'
import { dependencyOrder } from '#core/forms/dependencies'
import { formIssues } from '#core/forms/form_issues'
import { effectiveValues, elementState, formState } from '#core/forms/form_state'
import type { FormElement } from '#core/forms/model'
import type { Json } from '#core/metadata/types'
import { compiled, context, stateOf } from './samples.js'

const field = (name: string, more: Partial<FormElement> = {}): FormElement =>
  ({ kind: 'field', field: name, ...more }) as FormElement

const dependent: Record<string, FormElement> = {
  title: field('title'),
  amount: field('amount'),
  discount: field('discount', { visibleWhen: 'amount > 100' }),
  total: field('total', { value: 'amount * (100 - coalesce(discount, 0)) / 100' }),
  reason: field('reason', { requiredWhen: 'discount > 20' }),
}

test.group('what a form says for its values', () => {
  test('conditions follow the values', ({ assert }) => {
    const small = stateOf(dependent, { amount: 50, discount: 30 })
    assert.isFalse(elementState(small, 'discount').visible)
    assert.isFalse(elementState(small, 'reason').required)
    const large = stateOf(dependent, { amount: 200, discount: 30 })
    assert.isTrue(elementState(large, 'discount').visible)
    assert.isTrue(elementState(large, 'reason').required)
  })

  test('a hidden input counts as empty', ({ assert }) => {
    assert.equal(effectiveValues(stateOf(dependent, { amount: 50, discount: 30 })).total, 50)
    assert.equal(effectiveValues(stateOf(dependent, { amount: 200, discount: 30 })).total, 140)
  })

  test('a calculated value is never taken from outside', ({ assert }) => {
    const state = stateOf(dependent, { amount: 10, total: 9_999 })
    assert.equal(effectiveValues(state).total, 10)
    assert.isTrue(elementState(state, 'total').readOnly)
  })

  test('a calculation is rounded to the decimals of its field', ({ assert }) => {
    const state = stateOf(
      { total: field('total', { value: 'amount / 3' }), amount: field('amount') },
      { amount: 10 }
    )
    assert.equal(effectiveValues(state).total, 3.33)
  })

  test('days are compared as days, also with today', ({ assert }) => {
    const elements = {
      due: field('due', { rules: { later: { valid: 'due >= today()', message: { en: 'Past' } } } }),
    }
    assert.lengthOf(formIssues(stateOf(elements, { due: '2026-11-27' })), 1)
    assert.lengthOf(formIssues(stateOf(elements, { due: '2026-11-28' })), 0)
  })

  test('what an element contains is hidden with it', ({ assert }) => {
    const state = stateOf(
      {
        page: { kind: 'page', visibleWhen: 'amount > 1' },
        section: { kind: 'section', parent: 'page' },
        title: field('title', { parent: 'section' }),
      },
      { amount: 1 }
    )
    assert.isFalse(elementState(state, 'title').visible)
    assert.isEmpty(formIssues(state))
  })

  test('roles of the user can be asked', ({ assert }) => {
    const elements = {
      reason: field('reason', { readOnlyWhen: 'list contains(user.roles, "agent")' }),
    }
    assert.isTrue(elementState(stateOf(elements, {}), 'reason').readOnly)
  })

  test('only what depends on a changed value is computed again', ({ assert }) => {
    const form = compiled(dependent)
    const before = formState(form, { amount: 50, discount: 30, title: 'a' }, context)
    const typed = formState(form, { ...before.raw, title: 'ab' }, context, before)
    assert.sameMembers([...typed.changed], ['value:title'])
    const raised = formState(form, { ...typed.raw, amount: 200 }, context, typed)
    assert.sameMembers(
      [...raised.changed],
      ['value:amount', 'visible:discount', 'value:discount', 'value:total', 'required:reason']
    )
  })

  test('a circle is told with its way, and computed never', ({ assert }) => {
    const form = compiled({
      amount: field('amount', { value: 'total + 1' }),
      total: field('total', { value: 'amount + 1' }),
      title: field('title'),
    })
    assert.deepEqual(form.cycles, [['value:amount', 'value:total', 'value:amount']])
    assert.isTrue(elementState(formState(form, {}, context), 'title').visible)
  })

  test('computing step by step is computing at once', ({ assert }) => {
    const change = fc.record(
      {
        amount: fc.option(fc.integer({ min: 0, max: 300 })),
        discount: fc.option(fc.integer({ min: 0, max: 100 })),
        title: fc.string({ maxLength: 3 }),
      },
      { requiredKeys: [] }
    )
    const form = compiled(dependent)
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        let state = formState(form, {}, context)
        let values: Record<string, Json> = {}
        for (const step of changes) {
          values = { ...values, ...(step as Record<string, Json>) }
          state = formState(form, values, context, state)
        }
        assert.deepEqual(
          Object.fromEntries(state.results),
          Object.fromEntries(formState(form, values, context).results)
        )
      }),
      { numRuns: 60 }
    )
  })
})

test.group('rows of a repeater', () => {
  const elements: Record<string, FormElement> = {
    lines: { kind: 'repeater', field: 'lines', minRows: 1, maxRows: 2 },
    product: field('product', { parent: 'lines' }),
    quantity: field('quantity', { parent: 'lines' }),
    price: field('price', { parent: 'lines' }),
    sum: field('sum', { parent: 'lines', value: 'quantity * price' }),
    hint: field('order', { parent: 'lines', visibleWhen: 'amount > 5' }),
    total: field('total', { value: 'sum(lines.sum)' }),
    amount: field('amount'),
  }

  test('each row is computed by itself, and the record from all of them', ({ assert }) => {
    const state = stateOf(elements, {
      lines: [
        { product: 'a', quantity: 2, price: 3, sum: 99 },
        { id: 4, version: 2, product: 'b', quantity: 1, price: 4.5 },
      ],
    })
    const values = effectiveValues(state)
    assert.equal(values.total, 10.5)
    assert.containsSubset(values.lines, [{ sum: 6 }, { id: 4, version: 2, sum: 4.5 }])
  })

  test('a row sees the record around it', ({ assert }) => {
    const state = stateOf(elements, { amount: 6, lines: [{ product: 'a' }] })
    const [row] = state.rows.get('lines') ?? []
    assert.isTrue(row && elementState(row, 'hint').visible)
  })

  test('issues name the row', ({ assert }) => {
    const state = stateOf(elements, {
      lines: [{ product: 'a' }, { quantity: 0 }, { product: 'c' }],
    })
    assert.deepEqual(
      formIssues(state).map(({ path, code }) => `${path} ${code}`),
      ['lines.1.product E_REQUIRED', 'lines.1.quantity E_NUMBER_TOO_SMALL', 'lines E_FORM_ROWS_MAX']
    )
    assert.deepEqual(
      formIssues(stateOf(elements, { lines: [] })).map(({ code }) => code),
      ['E_FORM_ROWS_MIN']
    )
  })
})

test.group('what is wrong with a form', () => {
  test('errors and warnings of rules, in the words of the form', ({ assert }) => {
    const message = { en: 'Too much' }
    const rules = {
      limit: { valid: 'discount <= 50', message },
      unusual: { valid: 'discount <= 20', message, level: 'warning' as const },
    }
    const elements = { discount: field('discount', { rules }) }
    const found = (discount: number | null) =>
      formIssues(stateOf(elements, { discount })).map(({ params, level }) => [params?.rule, level])
    assert.deepEqual(found(60), [
      ['limit', 'error'],
      ['unusual', 'warning'],
    ])
    assert.deepEqual(found(30), [['unusual', 'warning']])
    assert.deepEqual(found(null), [])
  })

  test('read-only and hidden inputs are not looked at', ({ assert }) => {
    const elements = { title: field('title', { readOnlyWhen: 'amount > 1' }) }
    assert.isEmpty(formIssues(stateOf(elements, { amount: 2 })))
    assert.lengthOf(formIssues(stateOf(elements, { amount: 1 })), 1)
  })

  test('a comment is asked for below the mark', ({ assert }) => {
    const question: FormElement = {
      kind: 'question',
      definition: { type: 'integer', label: { en: 'Tone' }, min: 0, max: 10, required: true },
      scoring: { commentBelow: 0.5, notApplicable: true },
    }
    const codes = (values: Record<string, Json>) =>
      formIssues(stateOf({ tone: question }, values)).map(({ path, code }) => `${path} ${code}`)
    assert.deepEqual(codes({ tone: 4 }), ['tone__comment E_FORM_COMMENT'])
    assert.deepEqual(codes({ tone: 4, tone__comment: 'Loud' }), [])
    assert.deepEqual(codes({ tone: 5 }), [])
    assert.deepEqual(codes({}), ['tone E_REQUIRED'])
    assert.deepEqual(codes({ tone__na: true }), [])
  })
})

test.group('order of computation', () => {
  test('every node comes after what it needs, or lies in or behind a circle', ({ assert }) => {
    const graph = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })))
    fc.assert(
      fc.property(graph, (edges) => {
        const needs = new Map<string, Set<string>>()
        for (let node = 0; node < 10; node++) needs.set(String(node), new Set())
        for (const [from, to] of edges) needs.get(String(from))?.add(String(to))
        const { sorted, cycles } = dependencyOrder(needs)
        for (const [at, node] of sorted.entries())
          for (const need of needs.get(node) ?? []) assert.include(sorted.slice(0, at), need)
        assert.equal(cycles.length > 0, sorted.length < 10)
        for (const cycle of cycles) {
          assert.equal(cycle[0], cycle.at(-1))
          for (const [at, node] of cycle.slice(0, -1).entries())
            assert.isTrue(needs.get(node)?.has(cycle[at + 1] ?? ''))
        }
      })
    )
  })
})
