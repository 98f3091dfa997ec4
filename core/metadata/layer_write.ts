import type { Knex } from 'knex'
import { checksum } from '#core/metadata/effective'
import { E_DEFINITION_CHANGED, E_METADATA_INVALID } from '#core/metadata/errors'
import { mergeLayers, removeChanges } from '#core/metadata/layers/merge'
import type { Place } from '#core/metadata/layers/operations'
import type { LayerReplacement } from '#core/metadata/layers/replacement'
import type { BasedOn, DefinitionMaps } from '#core/metadata/layers/types'
import type { ClientChange, DefinitionIssue } from '#core/metadata/types'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { Actor, AuditEntry, Origin } from '#core/security/types'

export interface LayerWrite {
  action: string
  /** What is touched, for the audit and the permission. */
  what: readonly Place[]
  /** New changes, checked by the rules for clients. */
  changes: readonly ClientChange[]
  transform: (stored: readonly ClientChange[]) => ClientChange[]
  basedOn?: readonly BasedOn[]
  /** The revision of all definitions that the writer looked at; another one is a conflict. */
  expected?: number
  /** What the writer says about it. */
  note?: string
  also?: (trx: Knex.Transaction) => Promise<void>
  /** Runs when the tables are those of the new definitions, still in the transaction. */
  inTables?: LayerReplacement['inTables']
}

export interface ChangeOptions {
  resets?: readonly Place[]
  basedOn?: readonly BasedOn[]
  /** Under which it stands in the audit; default `metadata.change`. */
  action?: string
  note?: string
}

export const withoutAll = (
  stored: readonly ClientChange[],
  places: readonly Place[]
): ClientChange[] =>
  places.reduce<ClientChange[]>((left, place) => removeChanges(left, place), [...stored])

/** @throws E_DEFINITION_CHANGED where a definition is not the one that a change was made from */
export function requireUnchanged(
  base: DefinitionMaps,
  stored: readonly ClientChange[],
  basedOn: readonly BasedOn[]
): void {
  if (basedOn.length === 0) return
  const { effective } = mergeLayers(base, stored)
  for (const { kind, name, revision } of basedOn) {
    const now = effective[kind].get(name)
    const found = now === undefined ? null : checksum(now)
    if (found !== revision) throw new E_DEFINITION_CHANGED({ kind, name })
  }
}

/** All issues as one coded error. */
export function invalid(
  issues: readonly DefinitionIssue[]
): InstanceType<typeof E_METADATA_INVALID> {
  const details = issues.map(({ code, kind, name, path, params }): ErrorDetail => ({
    path: [kind, name, path].filter((part) => part !== '').join('.'),
    code,
    ...(params ? { params } : {}),
  }))
  return new E_METADATA_INVALID({ issues: issues.length }, details)
}

export function auditOf(
  actor: Actor,
  origin: Origin,
  action: string,
  at: Date,
  what: readonly Place[]
): AuditEntry {
  return {
    at,
    actorId: actor.userId,
    actorName: actor.name,
    address: origin.address,
    channel: origin.channel,
    action,
    details: { what: what.map(({ kind, name, path }) => [kind, name, ...path].join('.')) },
  }
}
