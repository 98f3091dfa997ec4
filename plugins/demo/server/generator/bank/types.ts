import type { FieldValues } from '#core/records/hooks'

/**
 * The demo bank as plain data. Records refer to each other by key or by index in their list; the loader turns these into ids.
 */
export interface DemoUnit {
  code: string
  name: string
  parent: string | null
}
export interface DemoTeam {
  key: string
  name: string
}
export interface DemoUser {
  login: string
  name: string
  email: string
  unit: string
  teams: string[]
  roles: string[]
  /** Telephone at the PBX. */
  extension: string | null
  /** Queues whose calls the user answers. */
  queues: string[]
  language: 'en' | 'fa' | 'az'
}

export type PersonLanguage = 'fa' | 'az' | 'en'

export interface DemoRecord {
  values: FieldValues
  /** Login of the owner. */
  owner: string
  /** Moment of creation, milliseconds. */
  createdAt: number
}
export interface DemoContact extends DemoRecord {
  language: PersonLanguage
  account: number | null
}
export interface DemoAccount extends DemoRecord {
  primaryContact: number | null
}
export interface DemoLead extends DemoRecord {
  language: PersonLanguage
  contact: number | null
}
export interface DemoCase extends DemoRecord {
  customer: number
  account: number | null
}
export type DemoTarget = { entity: 'contact' | 'case' | 'lead' | 'account'; index: number }
export interface DemoActivity extends DemoRecord {
  regarding: DemoTarget
}

export interface DemoBank {
  units: DemoUnit[]
  teams: DemoTeam[]
  users: DemoUser[]
  accounts: DemoAccount[]
  contacts: DemoContact[]
  leads: DemoLead[]
  cases: DemoCase[]
  tasks: DemoActivity[]
  notes: DemoActivity[]
}

export interface DemoSizes {
  contacts: number
  accounts: number
  leads: number
  cases: number
  tasks: number
  notes: number
}
export const USUAL_SIZES: DemoSizes = {
  contacts: 1500,
  accounts: 120,
  leads: 220,
  cases: 4000,
  tasks: 500,
  notes: 1400,
}
