/*
 * What the product is compared with: a bare node:http server that answers JSON, and the same SQL run directly behind it through
 * better-sqlite3 on the same database. No sign-in, no rules, no validation.
 */
import { createServer } from 'node:http'
import Database from 'better-sqlite3'

const db = new Database(process.env.BENCH_DATABASE)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
const queries = JSON.parse(process.env.BENCH_QUERIES)
const list = db.prepare(queries.list)
const read = db.prepare(queries.read)
const count = db.prepare(queries.count)
const create = db.prepare(queries.create)
const update = db.prepare(queries.update)
const [lowest, highest] = queries.range

/** A small deterministic generator: the same sequence of ids in every run. */
let state = 12345
function nextId() {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0
  return lowest + (state % (highest - lowest + 1))
}

const reply = JSON.stringify({
  ok: true,
  items: Array.from({ length: 5 }, (_, id) => ({ id, name: `Row ${id}` })),
})
const work = {
  '/health': () => '{}',
  '/json': () => reply,
  '/list': () => JSON.stringify(list.all()),
  '/read': () => JSON.stringify(read.get(nextId())),
  '/count': () => JSON.stringify(count.all()),
  '/create': () => JSON.stringify(create.get(`Case ${nextId()}`)),
  '/update': () => JSON.stringify({ changed: update.run(`Case ${nextId()}`, nextId()).changes }),
}
createServer((request, response) => {
  const answer = () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(work[request.url]?.() ?? '{}')
  }
  if (request.method === 'GET') return answer()
  request.resume()
  request.on('end', answer)
}).listen(Number(process.env.PORT), '127.0.0.1')
