/**
 * The doors of the record engine, for the matrix that proves that none of them leaks. Importing this module registers them;
 * nothing of it runs in the product.
 */
import app from '@adonisjs/core/services/app'
import { CodedError } from '#core/errors/coded_error'
import { registerDoor, type Canary, type DoorKnock } from '#core/security/doors'
import { Actors } from '#core/security/actors'
import { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'

const LISTED = ['title', 'secret', 'amount'] as const

/** What came out: an answer as JSON, or the refusal as a reader would see it. */
async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work())
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return JSON.stringify([error.code, error.params, error.details])
  }
}

async function outcomes(works: (() => Promise<unknown>)[]): Promise<string> {
  const texts: string[] = []
  for (const work of works) texts.push(await outcome(work))
  return texts.join('\n')
}

const service = () => app.container.make(Records)

function equal({ field, text }: Canary, prefix = ''): Filter {
  return { path: prefix + field, op: 'eq', value: field === 'amount' ? Number(text) : text }
}

/** Asks a yes-or-no question about each canary; answers the texts of those confirmed. */
async function oracle(
  { canaries }: DoorKnock,
  ask: (canary: Canary) => Promise<boolean>
): Promise<string> {
  const confirmed: string[] = []
  for (const canary of canaries) {
    if (canary.field === 'document') continue
    try {
      if (await ask(canary)) confirmed.push(canary.text)
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
    }
  }
  return confirmed.join('\n')
}

registerDoor({
  name: 'records.list',
  shows: LISTED,
  async probe({ actor, entity }) {
    const records = await service()
    return outcomes([
      () => records.query(actor, { entity, limit: 500 }),
      ...[...LISTED, 'document'].map(
        (field) => () => records.query(actor, { entity, select: [field], limit: 500 })
      ),
    ])
  },
})

registerDoor({
  name: 'records.deleted',
  shows: LISTED,
  async probe({ actor, entity }) {
    const records = await service()
    return outcomes([
      () => records.query(actor, { entity, limit: 500 }),
      () => records.query(actor, { entity, limit: 500, deleted: 'include' }),
    ])
  },
})

/** A cursor holds the sort keys of the last row. */
registerDoor({
  name: 'records.sort',
  shows: LISTED,
  async probe({ actor, entity }) {
    const records = await service()
    const texts: string[] = []
    for (const path of LISTED) {
      for (let after: string | null = '', turn = 0; after !== null && turn < 50; turn++) {
        const cursor: string = after
        texts.push(
          await outcome(async () => {
            after = null
            const page = await records.query(actor, {
              entity,
              select: ['id', path],
              sort: [{ path }],
              limit: 1,
              ...(cursor ? { after: cursor } : {}),
            })
            after = page.next
            return [page, page.next ? Buffer.from(page.next, 'base64url').toString('utf8') : '']
          })
        )
      }
    }
    return texts.join('\n')
  },
})

registerDoor({
  name: 'records.get',
  shows: LISTED,
  async probe({ actor, entity, ids }) {
    const records = await service()
    return outcomes(ids.map((id) => () => records.getWithRights(actor, entity, id)))
  },
})

registerDoor({
  name: 'records.filter',
  shows: LISTED,
  async probe(knock) {
    const records = await service()
    return oracle(knock, async (canary) => {
      const { actor, entity } = knock
      const page = await records.query(actor, { entity, select: ['id'], filter: equal(canary) })
      return page.rows.length > 0
    })
  },
})

registerDoor({
  name: 'records.count',
  shows: LISTED,
  async probe(knock) {
    const records = await service()
    const { actor, entity } = knock
    return oracle(
      knock,
      async (canary) => (await records.count(actor, { entity, filter: equal(canary) })) > 0
    )
  },
})

registerDoor({
  name: 'records.aggregate',
  shows: LISTED,
  async probe({ actor, entity }) {
    const records = await service()
    const n = { fn: 'count' } as const
    return outcomes([
      ...LISTED.map(
        (path) => () => records.aggregate(actor, { entity, group: [{ path }], aggregates: { n } })
      ),
      ...(['sum', 'min', 'max', 'avg'] as const).map(
        (fn) => () =>
          records.aggregate(actor, {
            entity,
            group: [{ path: 'title' }],
            aggregates: { value: { fn, path: 'amount' } },
          })
      ),
    ])
  },
})

registerDoor({
  name: 'records.relation',
  shows: LISTED,
  async probe({ actor, related }) {
    const records = await service()
    const entity = related
    return outcomes([
      () => records.query(actor, { entity, select: ['target'], limit: 500 }),
      () => records.query(actor, { entity, select: ['target'], sort: [{ path: 'target' }] }),
      () =>
        records.aggregate(actor, {
          entity,
          group: [{ path: 'target' }],
          aggregates: { n: { fn: 'count' } },
        }),
      ...LISTED.map(
        (field) => () => records.query(actor, { entity, select: [`target.${field}`], limit: 500 })
      ),
      ...LISTED.map(
        (field) => () =>
          records.aggregate(actor, {
            entity,
            group: [{ path: `target.${field}` }],
            aggregates: { n: { fn: 'count' } },
          })
      ),
    ])
  },
})

registerDoor({
  name: 'records.relation_filter',
  shows: LISTED,
  async probe(knock) {
    const records = await service()
    const { actor, related } = knock
    return oracle(knock, async (canary) => {
      const filter = equal(canary, 'target.')
      const page = await records.query(actor, { entity: related, select: ['id'], filter })
      return page.rows.length > 0
    })
  },
})

registerDoor({
  name: 'records.search',
  shows: ['title', 'secret'],
  async probe(knock) {
    const records = await service()
    const { actor, entity } = knock
    return oracle(knock, async ({ text, recordId }) => {
      const found = await records.search(actor, text, { entities: [entity], limit: 100 })
      return found.some(({ id }) => id === recordId)
    })
  },
})

registerDoor({
  name: 'records.lookup',
  shows: ['title', 'secret'],
  async probe(knock) {
    const records = await service()
    const { actor, entity } = knock
    const listed = await outcome(() => records.lookup(actor, entity, '', 100))
    const asked = await oracle(knock, async ({ text, recordId }) => {
      const found = await records.lookup(actor, entity, text)
      return found.some(({ id }) => id === recordId)
    })
    return `${listed}\n${asked}`
  },
})

registerDoor({
  name: 'records.stream',
  shows: LISTED,
  async probe({ actor, entity }) {
    const records = await service()
    return outcome(async () => {
      const rows: unknown[] = []
      for await (const batch of records.stream(actor, { entity })) rows.push(...batch)
      return rows
    })
  },
})

/** Gives every probed record a history: its values are taken away and put back by the system. */
async function touch(knock: DoorKnock, records: Records): Promise<void> {
  const system = (await app.container.make(Actors)).system()
  const origin = { address: null, channel: 'test' }
  for (const id of knock.ids) {
    const { title, secret, amount } = await records.get(system, knock.entity, id, {
      select: [...LISTED],
    })
    const empty = { title: 'emptied', secret: null, amount: null }
    await records.update(system, origin, knock.entity, id, empty)
    const values = { title: title ?? null, secret: secret ?? null, amount: amount ?? null }
    await records.update(system, origin, knock.entity, id, values)
  }
}

registerDoor({
  name: 'records.history',
  shows: LISTED,
  async probe(knock) {
    const records = await service()
    await touch(knock, records)
    const { actor, entity, ids } = knock
    return outcomes(ids.map((id) => () => records.history(actor, entity, id)))
  },
})

registerDoor({
  name: 'records.timeline',
  shows: LISTED,
  async probe(knock) {
    const records = await service()
    await touch(knock, records)
    const { actor, entity, ids } = knock
    return outcomes(ids.map((id) => () => records.timeline(actor, entity, id)))
  },
})

registerDoor({
  name: 'http.records.query',
  shows: LISTED,
  async probe({ entity, request }) {
    const answers = [await request('POST', `/api/records/${entity}/query`, { limit: 500 })]
    for (const path of LISTED) {
      const body = { group: [{ path }], aggregates: { n: { fn: 'count' } } }
      answers.push(await request('POST', `/api/records/${entity}/aggregate`, body))
    }
    return answers.map(({ text }) => text).join('\n')
  },
})

registerDoor({
  name: 'http.records.get',
  shows: LISTED,
  async probe({ entity, ids, request }) {
    const texts: string[] = []
    for (const id of ids) {
      for (const part of ['', '/history', '/timeline', '?select=title,secret']) {
        texts.push((await request('GET', `/api/records/${entity}/${id}${part}`)).text)
      }
    }
    return texts.join('\n')
  },
})

registerDoor({
  name: 'http.search',
  shows: ['title'],
  async probe({ entity, canaries, request }) {
    const texts: string[] = []
    for (const { text } of canaries) {
      const words = encodeURIComponent(text)
      const found = await request('GET', `/api/search?q=${words}&entities=${entity}`)
      texts.push(found.status === 200 ? found.text : '')
      texts.push((await request('GET', `/api/lookup/${entity}?q=${words}`)).text)
    }
    return texts.join('\n')
  },
})
