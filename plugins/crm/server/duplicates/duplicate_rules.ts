import type { EntityDefinition } from '#core/metadata/types'
import { phoneFieldsOf } from '../phones/phone_fields.js'
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

export interface DuplicateRule {
  /** The fields whose texts, joined by a space, are the name of what is being entered. */
  nameParts: readonly string[]
  /** The field of a number that only one person or company has. */
  nationalId: string | null
}
const PERSON = ['first_name', 'last_name']
const KNOWN: Record<string, DuplicateRule> = {
  contact: { nameParts: PERSON, nationalId: 'national_id' },
  lead: { nameParts: PERSON, nationalId: null },
  account: { nameParts: ['name'], nationalId: 'legal_id' },
}

/** What is compared for an entity beside its phones and e-mails; those made in the browser are named by their title. */
export function duplicateRule(entity: EntityDefinition): DuplicateRule {
  return KNOWN[entity.name] ?? { nameParts: [entity.titleField], nationalId: null }
}

/** Whether records are somebody who can be reached, so that one of a similar name may be the same. */
export function isParty(entity: EntityDefinition): boolean {
  if (phoneFieldsOf(entity).length > 0) return true
  if (entity.removed || entity.systemManaged || entity.timeline?.kind === 'phone_call') return false
  return Object.values(entity.fields).some((field) => field.type === 'email' && !field.removed)
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
