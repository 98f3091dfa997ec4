import type { Day } from '../days.js'
import { Random } from '../random.js'
import { makeCases } from './cases.js'
import { makeLeads, makeNotes, makeTasks } from './leads_and_activities.js'
import { makeAccounts, makeContacts } from './people.js'
import { teams, units, users } from './staff.js'
import { USUAL_SIZES, type DemoBank, type DemoSizes } from './types.js'

/**
 * The demo bank, the same for the same seed and day.
 *
 * @param seed any text
 * @param today the bank's present day; everything lies before it
 */
export function makeBank(seed: string, today: Day, sizes: DemoSizes = USUAL_SIZES): DemoBank {
  const random = new Random(seed)
  const taken = new Set<string>()
  const accounts = makeAccounts(random.fork('accounts'), today, sizes.accounts, taken)
  const contacts = makeContacts(random.fork('contacts'), today, sizes.contacts, accounts, taken)
  const leads = makeLeads(random.fork('leads'), today, sizes.leads, contacts, taken)
  const cases = makeCases(random.fork('cases'), today, sizes.cases, contacts)
  return {
    units,
    teams,
    users,
    accounts,
    contacts,
    leads,
    cases,
    tasks: makeTasks(random.fork('tasks'), today, sizes.tasks, cases, contacts),
    notes: makeNotes(random.fork('notes'), today, sizes.notes, cases, contacts),
  }
}
