import { users } from '../bank/staff.js'
import type { DemoBank } from '../bank/types.js'
import type { Day } from '../days.js'
import { simulateMonth } from '../traffic/month.js'
import type { DayTraffic } from '../traffic/types.js'
import { writeDialled } from './dialled_rows.js'
import { writeInbound } from './inbound_rows.js'
import { writePresence } from './presence_rows.js'
import { RowBook, type PbxRows } from './row_book.js'

const NAMES: ReadonlyMap<string, string> = new Map(
  users.flatMap((user) => (user.extension === null ? [] : [[user.extension, user.name]]))
)

/** Writes a day's traffic into the tables of the demo PBX. */
export function writeDay(book: RowBook, traffic: DayTraffic): PbxRows {
  for (const call of traffic.inbound) writeInbound(book, NAMES, call)
  for (const call of traffic.dialled) writeDialled(book, NAMES, call)
  for (const presence of traffic.presence) writePresence(book, presence)
  return book.take()
}

/** The rows of the demo PBX day by day; see `simulateMonth`. */
export function* pbxMonth(
  seed: string,
  today: Day,
  until: number,
  bank: DemoBank,
  days?: number
): Generator<{ day: Day; rows: PbxRows }> {
  const book = new RowBook()
  for (const { day, traffic } of simulateMonth(seed, today, until, bank, days)) {
    yield { day, rows: writeDay(book, traffic) }
  }
}
