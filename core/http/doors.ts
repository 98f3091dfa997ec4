/**
 * The doors of the records API, probed through the running server: registered for the matrix when this module is loaded.
 */
import type { Json } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import { registerDoor, type Canary, type DoorKnock } from '#core/security/doors'

type Body = { [key: string]: Json }
const FIELDS = ['title', 'secret', 'amount'] as const

/** A query for each field by itself and one for the default: one forbidden field must not hide what another lets out. */
async function queries(knock: DoorKnock, entity: string, bodies: Body[]): Promise<string> {
  const answers: string[] = []
  for (const body of bodies) {
    answers.push((await knock.request('POST', `/api/records/${entity}/query`, body)).text)
  }
  return answers.join('\n')
}

function parsed(text: string): Body {
  const value: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  return value as Body
}

async function countOf(knock: DoorKnock, entity: string, filter: Filter): Promise<number> {
  const body = { filter: filter as unknown as Json }
  const { text } = await knock.request('POST', `/api/records/${entity}/count`, body)
  return Number(parsed(text).count ?? 0)
}

const valueOf = ({ field, text }: Canary): Json => (field === 'amount' ? Number(text) : text)
const asked = (knock: DoorKnock) => knock.canaries.filter(({ field }) => field !== 'document')

/** Every way of asking "is there one with this value?", as far as the field has it. */
function questions(canary: Canary, path: string): Filter[] {
  const value = valueOf(canary)
  const common: Filter[] = [
    { path, op: 'eq', value },
    { path, op: 'in', value: [value] },
    {
      and: [
        { path, op: 'ge', value },
        { path, op: 'le', value },
      ],
    },
    { and: [{ path: 'id', op: 'is_not_empty' }, { not: { path, op: 'ne', value } }] },
    {
      or: [
        { path, op: 'eq', value },
        { path: 'id', op: 'eq', value: -1 },
      ],
    },
  ]
  if (typeof value !== 'string') return common
  return [...common, { path, op: 'contains', value }, { path, op: 'starts_with', value }]
}

registerDoor({
  name: 'http.records.list',
  shows: ['title', 'secret', 'amount'],
  probe: (knock) =>
    queries(knock, knock.entity, [{}, ...FIELDS.map((field) => ({ select: [field] }))]),
})

registerDoor({
  name: 'http.records.read',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, ids, request }) {
    const answers: string[] = []
    for (const id of ids) {
      const path = `/api/records/${entity}/${id}`
      answers.push((await request('GET', path)).text)
      for (const field of FIELDS)
        answers.push((await request('GET', `${path}?select=${field}`)).text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.filter',
  shows: ['title', 'secret', 'amount'],
  async probe(knock) {
    const confirmed: string[] = []
    for (const canary of asked(knock)) {
      for (const filter of questions(canary, canary.field)) {
        if ((await countOf(knock, knock.entity, filter)) > 0) confirmed.push(canary.text)
      }
    }
    return confirmed.join('\n')
  },
})

registerDoor({
  name: 'http.records.sort',
  shows: ['title', 'secret', 'amount'],
  async probe(knock) {
    const { entity, canaries, request } = knock
    const confirmed: string[] = []
    for (const path of FIELDS) {
      const body = { select: ['id'], sort: [{ path, direction: 'asc' }] }
      const { text } = await request('POST', `/api/records/${entity}/query`, body)
      /** An order by a field tells which value is greater: whoever gets one has been told. */
      const rows = (parsed(text).rows ?? []) as { id: number }[]
      const told = new Set(rows.map((row) => row.id))
      for (const canary of canaries)
        if (canary.field === path && told.has(canary.recordId)) confirmed.push(canary.text)
    }
    return confirmed.join('\n')
  },
})

registerDoor({
  name: 'http.records.aggregate',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, request }) {
    const answers: string[] = []
    const path = `/api/records/${entity}/aggregate`
    const n = { n: { fn: 'count' } }
    for (const field of FIELDS)
      answers.push(
        (await request('POST', path, { group: [{ path: field }], aggregates: n })).text,
        (
          await request('POST', path, {
            aggregates: { low: { fn: 'min', path: field }, high: { fn: 'max', path: field } },
          })
        ).text,
        (
          await request('POST', path, {
            group: [{ path: 'id' }],
            aggregates: { sum: { fn: 'sum', path: field }, avg: { fn: 'avg', path: field } },
          })
        ).text
      )
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.relation',
  shows: ['title', 'secret', 'amount'],
  async probe(knock) {
    const { related } = knock
    const paths = ['target', ...FIELDS.map((field) => `target.${field}`)]
    const bodies = [{}, ...paths.map((path) => ({ select: [path] }))]
    const answers = [await queries(knock, related, bodies)]
    for (const path of paths.slice(1)) {
      const body = { group: [{ path }], aggregates: { n: { fn: 'count' } } }
      answers.push((await knock.request('POST', `/api/records/${related}/aggregate`, body)).text)
    }
    for (const canary of asked(knock)) {
      for (const filter of questions(canary, `target.${canary.field}`)) {
        if ((await countOf(knock, related, filter)) > 0) answers.push(canary.text)
      }
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.related_record',
  shows: ['title'],
  async probe({ related, relatedIds, request }) {
    const answers: string[] = []
    for (const id of relatedIds) {
      answers.push((await request('GET', `/api/records/${related}/${id}`)).text)
      const select = FIELDS.map((field) => `target.${field}`)
      for (const path of select)
        answers.push((await request('GET', `/api/records/${related}/${id}?select=${path}`)).text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.search',
  shows: ['title'],
  async probe(knock) {
    const answers: string[] = []
    for (const canary of asked(knock)) {
      const q = encodeURIComponent(canary.text)
      for (const path of [
        `/api/search?q=${q}&entities=${knock.entity}`,
        `/api/search?q=${q}`,
        `/api/lookup/${knock.entity}?q=${q}`,
        `/api/lookup/${knock.entity}?q=${q.slice(0, -2)}`,
      ]) {
        const { text } = await knock.request('GET', path)
        answers.push(text)
        const results = (parsed(text).results ?? []) as { entity?: string; id: number }[]
        if (results.some(({ id }) => id === canary.recordId)) answers.push(canary.text)
      }
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.quick_search',
  shows: ['title'],
  async probe(knock) {
    const answers: string[] = []
    for (const canary of asked(knock)) {
      const body = { search: canary.text }
      const count = await knock.request('POST', `/api/records/${knock.entity}/count`, body)
      if (Number(parsed(count.text).count ?? 0) > 0) answers.push(canary.text)
      answers.push(await queries(knock, knock.entity, [{ ...body, select: ['title'] }]))
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.history',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, ids, request }) {
    const answers: string[] = []
    for (const id of ids)
      answers.push((await request('GET', `/api/records/${entity}/${id}/history`)).text)
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.timeline',
  shows: ['title'],
  async probe({ entity, ids, related, relatedIds, request }) {
    const answers: string[] = []
    for (const id of ids)
      answers.push((await request('GET', `/api/records/${entity}/${id}/timeline`)).text)
    for (const id of relatedIds)
      answers.push((await request('GET', `/api/records/${related}/${id}/timeline`)).text)
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.export',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, related, request }) {
    const answers: string[] = []
    const selects = [['title'], ['secret'], ['amount']]
    for (const query of [{}, ...selects.map((select) => ({ select }))]) {
      const body = { format: 'csv', query }
      answers.push((await request('POST', `/api/records/${entity}/export`, body)).text)
    }
    for (const field of ['target', ...FIELDS.map((name) => `target.${name}`)]) {
      const body = { format: 'csv', query: { select: [field] } }
      answers.push((await request('POST', `/api/records/${related}/export`, body)).text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.update',
  shows: ['title'],
  async probe({ entity, ids, request }) {
    const answers: string[] = []
    for (const id of ids) {
      const path = `/api/records/${entity}/${id}`
      const { record } = parsed((await request('GET', path)).text)
      const { version } = (record ?? {}) as { version?: number }
      const body = { version: version ?? 1, values: { note: `seen ${version ?? 1}` } }
      answers.push((await request('PATCH', path, body)).text)
      answers.push((await request('PATCH', path, { ...body, version: 999_999 })).text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.bulk',
  shows: ['title'],
  async probe(knock) {
    const { entity, ids, request } = knock
    const path = `/api/records/${entity}/bulk`
    const change = { action: 'update', values: { note: 'bulk' } }
    const answers = [(await request('POST', path, { ids: [...ids], ...change })).text]
    for (const canary of asked(knock)) {
      const filter: Filter = { path: canary.field, op: 'eq', value: valueOf(canary) }
      const { text } = await request('POST', path, {
        filter: filter as unknown as Json,
        ...change,
      })
      answers.push(text)
      if (Number(parsed(text).changed ?? 0) > 0) answers.push(canary.text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.files',
  shows: ['document'],
  async probe({ fileIds, request }) {
    const answers: string[] = []
    for (const id of fileIds.values()) answers.push((await request('GET', `/api/files/${id}`)).text)
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.records.many_to_many',
  shows: ['title'],
  async probe(knock) {
    const { related, relatedIds, ids, request } = knock
    const answers = [await queries(knock, related, [{ select: ['several'] }])]
    for (const id of relatedIds)
      answers.push((await request('GET', `/api/records/${related}/${id}?select=several`)).text)
    /** Which records are linked is told by a filter too: of those that the reader may not see it must find none. */
    for (const id of ids) {
      const has: Filter = { path: 'several', op: 'has_any', value: [id] }
      if ((await countOf(knock, related, has)) === 0) continue
      answers.push(...knock.canaries.filter((one) => isTitleOf(one, id)).map(({ text }) => text))
    }
    return answers.join('\n')
  },
})

const isTitleOf = ({ recordId, field }: Canary, id: number) => recordId === id && field === 'title'

/** Writing a link answers with the name of the record it leads to; so do deleting and restoring what links. */
registerDoor({
  name: 'http.records.create',
  shows: ['title'],
  async probe({ related, ids, request }) {
    const answers: string[] = []
    for (const id of ids) {
      const values = { name: 'By the matrix', target: id, several: [id] }
      const made = await request('POST', `/api/records/${related}`, { values })
      answers.push(made.text)
      const one = (await request('POST', `/api/records/${related}`, { values: { target: id } }))
        .text
      answers.push(one)
      for (const text of [made.text, one]) {
        const { record } = parsed(text) as { record?: { id: number } }
        if (!record) continue
        const at = `/api/records/${related}/${record.id}`
        answers.push((await request('DELETE', at)).text)
        answers.push((await request('POST', `${at}/restore`, {})).text)
        answers.push((await request('DELETE', at)).text)
      }
    }
    return answers.join('\n')
  },
})
