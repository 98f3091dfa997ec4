import { DAY, HOUR, addDays, at, bankWeekday, iso, startOf, type Day } from '../days.js'
import type { Random } from '../random.js'
import { CASE_TOPICS, DESCRIPTIONS, RESOLUTIONS, type CaseTopic } from './case_texts.js'
import { agents } from './staff.js'
import type { DemoCase, DemoContact } from './types.js'

/** How far back cases go. */
const MONTHS = 9
const CHANNELS = [
  ['phone', 62],
  ['mobile_app', 12],
  ['web', 10],
  ['branch', 6],
  ['chat', 5],
  ['email', 3],
  ['sms', 2],
] as const
/** Days until an answer is due, by priority. */
const DUE_DAYS = { low: 10, normal: 5, high: 2, urgent: 1 } as const
type Priority = keyof typeof DUE_DAYS
/** Who works which cases. */
const DESK_OF: Record<string, string> = {
  debit_card: 'CC-CARD',
  credit_card: 'CC-CARD',
  pos: 'CC-CARD',
  loan: 'CC-LOAN',
}
const WEEKDAY_WEIGHTS = [1.3, 1.1, 1, 1, 1.05, 0.55, 0.1]

/**
 * Cases of the last months, some customers having many. Older ones are mostly closed, those of the last days still open; a
 * share is overdue.
 */
export function makeCases(
  random: Random,
  today: Day,
  count: number,
  contacts: DemoContact[]
): DemoCase[] {
  const topics = CASE_TOPICS.map((topic) => [topic, topic.weight] as const)
  const days = caseDays(today)
  const cases: DemoCase[] = []
  for (let index = 0; index < count; index++) {
    const day = random.weighted(days)
    const openedAt = at(day, 8) + Math.floor(random.next() * 9.5 * HOUR)
    const customer = customerAt(random, contacts, openedAt)
    const contact = contacts[customer]
    if (!contact) break
    const topic = random.weighted(topics)
    cases.push(makeCase(random, startOf(today), { contact, customer, topic, openedAt, index }))
  }
  cases.sort((a, b) => a.createdAt - b.createdAt)
  giveCodes(today, cases)
  return cases
}

/** Codes of past months are those the bank gave then; this month's come from the running counter. */
function giveCodes(today: Day, cases: DemoCase[]): void {
  const numbers = new Map<string, number>()
  for (const item of cases) {
    const month = iso(item.createdAt).slice(2, 7).replace('-', '')
    if (month >= today.slice(2, 7).replace('-', '')) continue
    const number = (numbers.get(month) ?? 0) + 1
    numbers.set(month, number)
    item.values.tracking_code = `C${month}-${String(number).padStart(6, '0')}`
  }
}

/** A customer of that time; the first ones of the list have most to ask. */
function customerAt(random: Random, contacts: DemoContact[], openedAt: number): number {
  let index = 0
  for (let attempt = 0; attempt < 30; attempt++) {
    index = Math.floor(contacts.length * random.next() ** 1.5)
    const contact = contacts[index]
    if (contact && contact.createdAt <= openedAt) return index
  }
  return index
}

/** The days of the period, weighted by weekday; the last month is kept in full, of earlier ones a thinning share. */
function caseDays(today: Day): (readonly [Day, number])[] {
  const length = MONTHS * 30
  return Array.from({ length }, (_, index) => {
    const day = addDays(today, index - length)
    return [day, (WEEKDAY_WEIGHTS[bankWeekday(day)] ?? 1) / (1 + (length - index) / 40)] as const
  })
}

interface CaseSeed {
  contact: DemoContact
  customer: number
  topic: CaseTopic
  openedAt: number
  index: number
}

function makeCase(random: Random, now: number, seed: CaseSeed): DemoCase {
  const { contact, topic, openedAt } = seed
  const { language } = contact
  const priority = priorityOf(random, topic, String(contact.values.customer_class))
  const work = workOn(random, now, openedAt, priority)
  const desk = DESK_OF[topic.category] ?? 'CC-SUP'
  const done = work.status === 'resolved' || work.status === 'closed'
  const description = random
    .pick(DESCRIPTIONS[language][topic.type])
    .replace('{city}', String(contact.values.city))
    .replace('{days}', String(random.int(2, 9)))
  return {
    customer: seed.customer,
    account: contact.account,
    owner: random.pick(agents.filter((agent) => agent.unit === desk)).login,
    createdAt: openedAt,
    values: {
      title: topic.title[language],
      type: topic.type,
      category: topic.category,
      subcategory: topic.subcategory,
      priority,
      status: work.status,
      channel: random.weighted(CHANNELS),
      amount: topic.money ? Math.max(1, Math.round(random.logNormal(40, 1.2))) * 100_000 : null,
      city: contact.values.city ?? null,
      description,
      opened_at: iso(openedAt),
      due_at: iso(openedAt + DUE_DAYS[priority] * DAY),
      resolved_at: work.resolvedAt === null ? null : iso(work.resolvedAt),
      responded_at: work.resolvedAt === null ? null : iso(work.resolvedAt),
      closed_at: work.closedAt === null ? null : iso(work.closedAt),
      timely_response:
        work.resolvedAt === null ? null : work.resolvedAt <= openedAt + DUE_DAYS[priority] * DAY,
      company_response: done ? responseOf(random, topic) : null,
      resolution: done ? random.pick(RESOLUTIONS[language]) : null,
      external_id: `DEMO-${String(seed.index + 1).padStart(5, '0')}`,
    },
  }
}

function priorityOf(random: Random, topic: CaseTopic, customerClass: string): Priority {
  if (topic.category === 'fraud' || topic.subcategory === 'debit_card_lost') {
    return random.chance(0.7) ? 'urgent' : 'high'
  }
  const valued = customerClass === 'gold' || customerClass === 'vip'
  return random.weighted([
    ['low', valued ? 3 : 18],
    ['normal', 60],
    ['high', valued ? 32 : 18],
    ['urgent', 4],
  ] as const)
}

interface Work {
  status: 'new' | 'open' | 'pending' | 'resolved' | 'closed'
  resolvedAt: number | null
  closedAt: number | null
}

/** How far the work on a case has come by now. */
function workOn(random: Random, now: number, openedAt: number, priority: Priority): Work {
  const stuck = random.chance(0.08) ? 12 : 1
  const takes = random.logNormal(DUE_DAYS[priority] * 0.6, 0.9) * DAY * stuck
  const resolvedAt = Math.round((openedAt + takes) / 1000) * 1000
  if (resolvedAt > now) {
    const share = (now - openedAt) / takes
    const status = share < 0.15 ? 'new' : random.chance(0.25) ? 'pending' : 'open'
    return { status, resolvedAt: null, closedAt: null }
  }
  const closedAt = resolvedAt + Math.round(random.exponential(1.5 * 24)) * HOUR
  if (closedAt > now) return { status: 'resolved', resolvedAt, closedAt: null }
  return { status: 'closed', resolvedAt, closedAt }
}

function responseOf(random: Random, topic: CaseTopic): string {
  if (topic.type !== 'complaint') return 'explanation'
  return random.weighted([
    ['explanation', 55],
    [topic.money ? 'monetary_relief' : 'non_monetary_relief', 33],
    ['no_relief', 12],
  ])
}
