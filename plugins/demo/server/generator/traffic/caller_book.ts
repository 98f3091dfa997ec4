import { normalisePhone } from '#plugins/crm/contract'
import { asShownByLine, mobileNumber } from '../bank/identity.js'
import { personName } from '../bank/names.js'
import type { DemoBank, PersonLanguage } from '../bank/types.js'
import type { Random } from '../random.js'

const CLASS_WEIGHT: Record<string, number> = { regular: 1, silver: 1.3, gold: 1.8, vip: 2.5 }

/** Who calls the bank and whom it calls: mostly its customers, in the numbers' various spellings. */
export class CallerBook {
  readonly #numbers: string[] = []
  readonly #bounds: number[] = []
  readonly #customers = new Set<string>()
  #total = 0

  constructor(bank: DemoBank) {
    for (const [record, weight] of people(bank)) {
      const written = record.values.mobile ?? record.values.phone
      const number = typeof written === 'string' ? normalisePhone(written, 'IR') : null
      if (number === null) continue
      this.#total += weight
      this.#numbers.push(number)
      this.#bounds.push(this.#total)
      this.#customers.add(number)
    }
  }

  /** A caller as the line shows him. */
  incoming(random: Random): { number: string; name: string } {
    const share = random.next()
    if (share < 0.05) return { number: 'anonymous', name: '' }
    if (share < 0.3) {
      const language = random.weighted([
        ['fa', 85],
        ['az', 15],
      ] as const)
      const number = this.#stranger(random, language)
      const name = random.chance(0.2) ? personName(random, 'fa').latin : ''
      return { number: asShownByLine(random, number), name }
    }
    return { number: asShownByLine(random, this.#known(random)), name: '' }
  }

  /** A number to dial, as an agent's telephone dials it. */
  outgoing(random: Random): string {
    const number = this.#known(random)
    return number.startsWith('+98') ? `0${number.slice(3)}` : `00${number.slice(1)}`
  }

  #stranger(random: Random, language: PersonLanguage): string {
    for (;;) {
      const number = mobileNumber(random, language, new Set())
      if (!this.#customers.has(number)) return number
    }
  }

  #known(random: Random): string {
    const wanted = random.next() * this.#total
    let low = 0
    let high = this.#bounds.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#bounds[middle] ?? 0) <= wanted) low = middle + 1
      else high = middle
    }
    return this.#numbers[low] ?? ''
  }
}

/** Customers by how many cases they have of late and by their class; leads and companies now and then. */
function* people(
  bank: DemoBank
): Generator<[{ values: DemoBank['leads'][number]['values'] }, number]> {
  const cases = new Map<number, number>()
  for (const item of bank.cases.slice(-Math.floor(bank.cases.length / 4))) {
    cases.set(item.customer, (cases.get(item.customer) ?? 0) + 1)
  }
  for (const [index, contact] of bank.contacts.entries()) {
    const base = CLASS_WEIGHT[String(contact.values.customer_class)] ?? 1
    yield [contact, base * (1 + 2 * (cases.get(index) ?? 0))]
  }
  for (const lead of bank.leads) yield [lead, 1]
  for (const account of bank.accounts) yield [account, 2]
}
