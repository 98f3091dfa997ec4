import { DAY, HOUR, addDays, iso, startOf, type Day } from '../days.js'
import type { Random } from '../random.js'
import { NOTES, TASKS } from './case_texts.js'
import { asWritten, mobileNumber, type TakenNumbers } from './identity.js'
import { personName } from './names.js'
import { PLACES } from './places.js'
import { agents } from './staff.js'
import type { DemoActivity, DemoCase, DemoContact, DemoLead, PersonLanguage } from './types.js'

const PRODUCTS = [
  ['personal_loan', 30],
  ['credit_card', 20],
  ['deposit', 15],
  ['mortgage', 10],
  ['savings_account', 10],
  ['business_loan', 8],
  ['pos', 5],
  ['insurance', 2],
] as const
const SOURCES = [
  ['phone', 40],
  ['web', 25],
  ['branch', 15],
  ['campaign', 10],
  ['referral', 7],
  ['social', 3],
] as const
const STATUSES = [
  ['new', 25],
  ['contacted', 28],
  ['qualified', 20],
  ['converted', 15],
  ['disqualified', 12],
] as const

/** Possible customers of the last three months; some have become contacts. */
export function makeLeads(
  random: Random,
  today: Day,
  count: number,
  contacts: DemoContact[],
  taken: TakenNumbers
): DemoLead[] {
  const sellers = agents.filter((agent) => agent.unit === 'CC-LOAN')
  return Array.from({ length: count }, (_, index) => {
    const language: PersonLanguage = random.weighted([
      ['fa', 70],
      ['az', 22],
      ['en', 8],
    ])
    const name = personName(random, language)
    const place = random.weighted(PLACES[language].map((item) => [item, item.weight] as const))
    const createdAt = startOf(today) - Math.floor(random.next() * 90 * DAY)
    const status = random.weighted(STATUSES)
    const product = random.weighted(PRODUCTS)
    const became = status === 'converted' ? contacts.length - 1 - (index % 200) : null
    return {
      language,
      contact: became !== null && became >= 0 ? became : null,
      owner: random.pick(sellers).login,
      createdAt,
      values: {
        first_name: name.first,
        last_name: name.last,
        mobile: asWritten(random, mobileNumber(random, language, taken)),
        email: random.chance(0.4)
          ? `${name.latin.toLowerCase().replace(/[^a-z]+/g, '.')}.lead${index + 1}@mail.example`
          : null,
        city: place.city,
        status,
        rating: random.weighted([
          ['hot', 20],
          ['warm', 50],
          ['cold', 30],
        ]),
        source: random.weighted(SOURCES),
        product,
        estimated_amount: Math.max(1, Math.round(random.logNormal(60, 1))) * 10_000_000,
        expected_close: addDays(today, random.int(-10, 60)),
        external_id: `LEAD-${String(index + 1).padStart(4, '0')}`,
      },
    }
  })
}

/** Work on open cases, due around now. */
export function makeTasks(
  random: Random,
  today: Day,
  count: number,
  cases: DemoCase[],
  contacts: DemoContact[]
): DemoActivity[] {
  const now = startOf(today)
  const open = cases
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => ['new', 'open', 'pending'].includes(String(item.values.status)))
  const pool = open.length > 0 ? open : cases.map((item, index) => ({ item, index }))
  return Array.from({ length: pool.length === 0 ? 0 : count }, () => {
    const { item, index } = random.pick(pool)
    const language = contacts[item.customer]?.language ?? 'en'
    const createdAt =
      item.createdAt + Math.floor(random.next() * Math.max(HOUR, now - item.createdAt))
    const status = random.weighted([
      ['open', 45],
      ['in_progress', 20],
      ['done', 32],
      ['cancelled', 3],
    ])
    const dueAt = createdAt + random.int(1, 6) * DAY
    return {
      owner: item.owner,
      createdAt,
      regarding: { entity: 'case', index },
      values: {
        subject: random.pick(TASKS[language]),
        status,
        priority: item.values.priority ?? 'normal',
        due_at: iso(dueAt),
        completed_at: status === 'done' ? iso(Math.min(dueAt, now)) : null,
      },
    }
  })
}

/** Remarks on cases, and some on the customers themselves. */
export function makeNotes(
  random: Random,
  today: Day,
  count: number,
  cases: DemoCase[],
  contacts: DemoContact[]
): DemoActivity[] {
  const now = startOf(today)
  return Array.from({ length: cases.length === 0 ? 0 : count }, () => {
    const newest = cases.length - 1
    const index = newest - Math.floor(newest * random.next() ** 1.5)
    const item = cases[index]
    if (!item) throw new RangeError('No case to remark on')
    const about = random.chance(0.85)
    const language = contacts[item.customer]?.language ?? 'en'
    const notedAt = Math.min(now, item.createdAt + Math.floor(random.exponential(20)) * HOUR)
    return {
      owner: item.owner,
      createdAt: notedAt,
      regarding: about ? { entity: 'case', index } : { entity: 'contact', index: item.customer },
      values: { text: random.pick(NOTES[language]), noted_at: iso(notedAt) },
    }
  })
}
