import { nameSimilarity } from './names.js'

/** Why a record looks like another, strongest first. */
export const REASONS = ['national_id', 'phone', 'email', 'name'] as const
export type DuplicateReason = (typeof REASONS)[number]

/** How sure each reason makes us on its own, 0 to 1. Names are scaled by their likeness. */
const WEIGHTS: Record<DuplicateReason, number> = {
  national_id: 0.95,
  phone: 0.8,
  email: 0.8,
  name: 0.5,
}
/** Below this likeness two names are different ones that share a key. */
export const NAME_THRESHOLD = 0.62

export interface NameRule {
  /** The fields whose texts, joined by a space, are the name of what is being entered. */
  parts: readonly string[]
  /** The stored field that holds a record's whole name. */
  field: string
}

/** What is compared for each entity; phones and e-mails of every entity are found by their field types. */
export interface DuplicateRule {
  name: NameRule
  nationalId?: string
}
export const DUPLICATE_RULES: Record<string, DuplicateRule> = {
  contact: {
    name: { parts: ['first_name', 'last_name'], field: 'full_name' },
    nationalId: 'national_id',
  },
  lead: { name: { parts: ['first_name', 'last_name'], field: 'full_name' } },
  account: { name: { parts: ['name'], field: 'name' }, nationalId: 'legal_id' },
}

/** How likely it is that two records are the same: independent hints add up, never beyond 0.99. */
export function likelihood(reasons: Partial<Record<DuplicateReason, number>>): number {
  let different = 1
  for (const reason of REASONS) {
    const strength = reasons[reason]
    if (strength !== undefined) different *= 1 - WEIGHTS[reason] * strength
  }
  return Math.min(0.99, Math.round((1 - different) * 100) / 100)
}

/** Likeness of two names as a reason, or null where they are too different. */
export function nameReason(entered: string, stored: string): number | null {
  const similarity = nameSimilarity(entered, stored)
  return similarity < NAME_THRESHOLD ? null : similarity
}
