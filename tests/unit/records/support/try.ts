import { openBank } from '#tests/unit/records/support/bank'
import { systemActor as s, origin, person, roleOf } from '#tests/unit/records/support/actors'
import { STATUSES } from '#tests/unit/records/support/definitions'
import { QueryCompiler } from '#core/records/query/compiler'
import { parseQuery } from '#core/records/query/parse'
import { bind } from '#core/records/execution/statements'
const bank = await openBank()
const r = bank.records
await bank.knex.transaction(async (trx) => {
await r.createMany(s, origin, 'person', Array.from({length: 1000}, (_, i) => ({name: 'P'+i, email: i+'@a.bc', owner_id: 1+i%20, unit_id: 1+i%4})), {trx})
await r.createMany(s, origin, 'ticket', Array.from({length: 40000}, (_, i) => ({title: 'P'+i, customer: 1+i%1000, status: STATUSES[i%5] as string, opened_at: new Date(1e12+i*1e5).toISOString(), owner_id: 1+i%20, unit_id: 1+i%4})), {trx})
})
if (process.argv[2]) await bank.knex.raw('ANALYZE')
const compiler = new QueryCompiler(bank.knex, 'sqlite', bank.types)
for (const depth of ['own', 'unit', 'all'] as const) {
const actor = person(bank.metadata, roleOf('agent' + depth, { '*': { read: 'all' }, person: { read: 'unit' }, ticket: { read: depth } }))
const p = parseQuery({ entity: 'ticket', select: ['code', 'title', 'status', 'customer', 'owner_id'], filter: { path: 'status', op: 'eq', value: 'open' }, sort: [{ path: 'opened_at', direction: 'desc' }], limit: 50 })
const c = compiler.query(bank.metadata, actor, p)
for (const g of c.segments) {
  console.log(depth, g.sql)
  const b = bind(g, { values: p.values, actor, now: new Date(), cursor: [] })
  console.log((await bank.knex.raw('explain query plan ' + g.sql, b as never)).map((x: { detail: string }) => x.detail))
  const t = performance.now()
  for (let i = 0; i < 20; i++) await r.query(actor, { entity: 'ticket', select: ['code', 'title', 'status', 'customer', 'owner_id'], filter: { path: 'status', op: 'eq', value: 'open' }, sort: [{ path: 'opened_at', direction: 'desc' }], limit: 50 })
  console.log((performance.now() - t) / 20, 'ms')
}
}
await bank.close()
