/** Which customer a call belongs to, from what the phone index answers. Pure. */

/** A record that has the call's number. */
export interface Match {
  entity: string
  recordId: number
  field: string
  number: string
}

export type LinkState = 'linked' | 'ambiguous' | 'unlinked' | 'internal'

/** Kinds of customers that a call can point to. */
export const CUSTOMER_ENTITIES = ['contact', 'account', 'lead'] as const
export type CustomerEntity = (typeof CUSTOMER_ENTITIES)[number]

export interface CustomerLink {
  state: LinkState
  contact: number | null
  account: number | null
  lead: number | null
  /** All matches, when they do not name one customer. */
  candidates: Match[]
}

/** No customer's number at all: internal calls, feature codes. */
export const NO_CUSTOMER: CustomerLink = {
  state: 'internal',
  contact: null,
  account: null,
  lead: null,
  candidates: [],
}

/**
 * One record of a kind is the customer of that kind: a contact and the account whose switchboard shares the number are both
 * linked. As soon as a kind has two, nobody can tell who called: nothing is linked and all are kept for a person to choose.
 * Matches on other entities (a case's call-back number) are kept beside the link.
 */
export function decideLink(matches: readonly Match[]): CustomerLink {
  const distinct = distinctMatches(matches)
  const one: Partial<Record<CustomerEntity, number>> = {}
  let ambiguous = false
  for (const entity of CUSTOMER_ENTITIES) {
    const found = distinct.filter((match) => match.entity === entity)
    if (found.length > 1) ambiguous = true
    const [first] = found
    if (first && found.length === 1) one[entity] = first.recordId
  }
  const others = distinct.filter((match) => !isCustomer(match.entity))
  if (ambiguous) return { ...NO_CUSTOMER, state: 'ambiguous', candidates: distinct }
  const linked = Object.keys(one).length > 0
  return {
    state: linked ? 'linked' : 'unlinked',
    contact: one.contact ?? null,
    account: one.account ?? null,
    lead: one.lead ?? null,
    candidates: others,
  }
}

/** One match a record, in a fixed order, whatever the number of its fields that hold the number. */
function distinctMatches(matches: readonly Match[]): Match[] {
  const byRecord = new Map<string, Match>()
  const ordered = [...matches].sort(
    (a, b) => compare(a.entity, b.entity) || a.recordId - b.recordId || compare(a.field, b.field)
  )
  for (const match of ordered) {
    const key = `${match.entity}:${match.recordId}`
    if (!byRecord.has(key)) byRecord.set(key, match)
  }
  return [...byRecord.values()]
}

function isCustomer(entity: string): entity is CustomerEntity {
  return CUSTOMER_ENTITIES.some((known) => known === entity)
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

export type CaseRule = 'none' | 'only_open' | 'latest_open'

export interface OpenCase {
  id: number
  customer: number
  /** ISO text; null when not known. */
  openedAt: string | null
}

/** The case that a call of this customer at this moment belongs to, by the rule of the setting. */
export function decideCase(
  rule: CaseRule,
  customer: number | null,
  startedAt: string,
  open: readonly OpenCase[]
): number | null {
  if (rule === 'none' || customer === null) return null
  const fitting = open
    .filter((each) => each.customer === customer)
    .filter((each) => each.openedAt === null || each.openedAt <= startedAt)
    .sort((a, b) => compare(b.openedAt ?? '', a.openedAt ?? '') || b.id - a.id)
  if (rule === 'only_open' && fitting.length !== 1) return null
  return fitting[0]?.id ?? null
}

const REFERENCE = /(?:^|[;,\s])case=([A-Za-z0-9_-]{3,40})/i

/** The tracking code that the dialplan or click-to-call wrote into the call (`case=C2611-000042`), or null. */
export function caseReference(userfields: readonly string[]): string | null {
  for (const text of userfields) {
    const code = REFERENCE.exec(text)?.[1]
    if (code) return code
  }
  return null
}
