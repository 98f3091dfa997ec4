import type { ApiClient } from '@japa/api-client'
import type { FormElement } from '#core/forms/model'
import { signInWith, type SignedIn } from '#tests/support/people'

const label = (en: string) => ({ en, fa: `${en} ف`, az: `${en} az` })

const entities = {
  x_order: {
    label: label('Order'),
    labelPlural: label('Orders'),
    titleField: 'x_title',
    fields: {
      x_title: { type: 'text', label: label('Title'), required: true },
      x_amount: { type: 'decimal', label: label('Amount'), scale: 2 },
      x_discount: { type: 'decimal', label: label('Discount'), scale: 2 },
      x_reason: { type: 'text', label: label('Reason') },
      x_total: { type: 'decimal', label: label('Total'), scale: 2 },
      x_secret: { type: 'integer', label: label('Secret') },
      x_answers: { type: 'json', label: label('Answers') },
      x_lines: { type: 'one_to_many', label: label('Lines'), target: 'x_line', inverse: 'x_order' },
    },
  },
  x_line: {
    label: label('Line'),
    labelPlural: label('Lines'),
    titleField: 'x_product',
    fields: {
      x_order: { type: 'lookup', label: label('Order'), target: 'x_order' },
      x_product: { type: 'text', label: label('Product'), required: true },
      x_price: { type: 'decimal', label: label('Price'), scale: 2 },
    },
  },
}

const elements: Record<string, FormElement> = {
  x_title: { kind: 'field', field: 'x_title', order: 1 },
  x_amount: { kind: 'field', field: 'x_amount', order: 2, value: 'sum(x_lines.x_price)' },
  x_discount: {
    kind: 'field',
    field: 'x_discount',
    order: 3,
    visibleWhen: 'x_amount > 100',
    rules: { small: { valid: 'x_discount <= 50', message: label('At most half') } },
  },
  x_reason: {
    kind: 'field',
    field: 'x_reason',
    order: 4,
    requiredWhen: 'x_discount > 20',
    readOnlyWhen: 'x_amount < 10',
  },
  x_total: {
    kind: 'field',
    field: 'x_total',
    order: 5,
    value: 'x_amount * (100 - coalesce(x_discount, 0)) / 100',
  },
  x_hint: { kind: 'field', field: 'x_secret', order: 6 },
  x_hinted: {
    kind: 'heading',
    order: 7,
    label: label('Large secret'),
    visibleWhen: 'x_secret > 4711',
  },
  x_tone: {
    kind: 'question',
    order: 8,
    definition: { type: 'integer', label: label('Tone'), min: 0, max: 10 },
  },
  x_lines: { kind: 'repeater', field: 'x_lines', order: 9, maxRows: 3 },
  x_product: { kind: 'field', field: 'x_product', parent: 'x_lines', order: 1 },
  x_price: { kind: 'field', field: 'x_price', parent: 'x_lines', order: 2 },
}

export const ORDER_FORM = 'x_order_main'

/** Defines orders with lines and their form, as a consultant does, and a role that may not see everything. */
export async function defineOrders(client: ApiClient): Promise<SignedIn> {
  const consultant = await signInWith(['administrator'])
  const form = {
    entity: 'x_order',
    kind: 'main',
    label: label('Order'),
    answersField: 'x_answers',
    elements,
  }
  const clerk = {
    label: label('Clerk'),
    entities: {
      x_order: { create: 'all', read: 'all', update: 'all' },
      x_line: { create: 'all', read: 'own', update: 'own', delete: 'own' },
    },
    fields: { x_order: { x_secret: 'none', x_total: 'read' } },
  }
  const changes = [
    ...Object.entries(entities).map(([name, value]) => ({ kind: 'entity', name, path: [], value })),
    { kind: 'form', name: ORDER_FORM, path: [], value: form },
    { kind: 'role', name: 'x_clerk', path: [], value: clerk },
  ]
  const done = await client
    .post('/api/metadata/changes')
    .headers(consultant.headers)
    .json({ changes })
  done.assertStatus(200)
  return consultant
}

/** Sends in somebody's name through the form. */
export const orders = (client: ApiClient, { headers }: SignedIn) => ({
  create: (values: object) =>
    client.post('/api/records/x_order').headers(headers).json({ values, form: ORDER_FORM }),
  update: (id: number, version: number, values: object) =>
    client
      .patch(`/api/records/x_order/${id}`)
      .headers(headers)
      .json({ version, values, form: ORDER_FORM }),
  lines: async (id: number): Promise<{ id: number; version: number; x_product: string }[]> => {
    const answer = await client
      .post('/api/records/x_line/query')
      .headers(headers)
      .json({ filter: { path: 'x_order', op: 'eq', value: id }, sort: [{ path: 'id' }] })
    return answer.body().rows
  },
})
