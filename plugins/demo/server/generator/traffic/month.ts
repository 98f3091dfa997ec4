import { agents } from '../bank/staff.js'
import type { DemoBank } from '../bank/types.js'
import { addDays, type Day } from '../days.js'
import { Random } from '../random.js'
import { CallerBook } from './caller_book.js'
import { simulateDay } from './day_simulation.js'
import type { DayTraffic } from './types.js'

export const TRAFFIC_DAYS = 30

/**
 * The month of traffic before `today` and `today` itself up to `until`: calls that have not ended by then are left out.
 *
 * @param until milliseconds; the same seed, day and moment give the same traffic
 */
export function* simulateMonth(
  seed: string,
  today: Day,
  until: number,
  bank: DemoBank,
  days = TRAFFIC_DAYS
): Generator<{ day: Day; traffic: DayTraffic }> {
  const random = new Random(`${seed}/traffic`)
  const book = new CallerBook(bank)
  for (let back = days; back >= 0; back--) {
    const day = addDays(today, -back)
    const traffic = simulateDay(random.fork(`-${back}`), day, book, agents)
    yield { day, traffic: back === 0 ? endedBy(traffic, until) : traffic }
  }
}

function endedBy(traffic: DayTraffic, until: number): DayTraffic {
  return {
    inbound: traffic.inbound.filter((call) => call.endedAt <= until),
    dialled: traffic.dialled.filter((call) => call.endedAt <= until),
    presence: traffic.presence.filter((item) => item.at <= until),
  }
}
