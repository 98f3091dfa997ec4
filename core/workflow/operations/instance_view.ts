import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'
import type { ProcessState, Trace } from '#core/workflow/kernel/types'

export interface TrailStep {
  id: number
  at: string
  by: number | null
  /** Kind, element and token of each thing that happened. */
  entries: [Trace['kind'], string, string][]
}

export interface WaitView {
  wait: string
  node: string
  kind: string
  name: string | null
  openedAt: string
  dueAt: string | null
  closedAt: string | null
  reason: string | null
}

/** Where an instance stands, for the diagram. */
export interface Standing {
  tokens: { id: string; node: string; scope: string; joining: boolean; waits: string[] }[]
  scopes: { id: string; of: string; kind: string; parent: string | null; variables: Json }[]
  incidents: { token: string; node: string; code: string; params: Json }[]
}

export function standingOf(state: ProcessState): Standing {
  return {
    tokens: Object.values(state.tokens).map(({ id, node, scope, joining, waits }) => ({
      id,
      node,
      scope,
      joining: joining === true,
      waits,
    })),
    scopes: Object.values(state.scopes).map(({ id, of, kind, parent, variables }) => ({
      id,
      of,
      kind,
      parent,
      variables,
    })),
    incidents: Object.values(state.incidents).map(({ token, node, code, params }) => ({
      token,
      node,
      code,
      params,
    })),
  }
}

const nulls = (given: Json): Json =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
    ? Object.fromEntries(Object.keys(given).map((name) => [name, null]))
    : null

/** The same with the names of what the process knows, and none of the values. */
export function withoutValues({ tokens, scopes, incidents }: Standing): Standing {
  return {
    tokens,
    scopes: scopes.map((scope) => ({ ...scope, variables: nulls(scope.variables) })),
    incidents: incidents.map((incident) => ({ ...incident, params: nulls(incident.params) })),
  }
}

const iso = (at: number | string | null) =>
  at === null ? null : new Date(Number(at)).toISOString()

export async function trailOf(
  db: Knex,
  instance: number,
  { after = 0, limit = 500 }: { after?: number; limit?: number } = {}
): Promise<TrailStep[]> {
  const rows: { id: number; at: number | string; user_id: number | null; entries: string }[] =
    await db('workflow_trail')
      .where('instance_id', instance)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
  return rows.map(({ id, at, user_id: by, entries }) => ({
    id,
    at: iso(at) ?? '',
    by,
    entries: JSON.parse(entries) as TrailStep['entries'],
  }))
}

export async function waitsOf(db: Knex, instance: number): Promise<WaitView[]> {
  const rows: {
    wait: string
    node: string
    kind: string
    name: string | null
    opened_at: number | string
    due_at: number | string | null
    closed_at: number | string | null
    reason: string | null
  }[] = await db('workflow_waits').where('instance_id', instance).orderBy('id').limit(2_000)
  return rows.map((row) => ({
    wait: row.wait,
    node: row.node,
    kind: row.kind,
    name: row.name,
    openedAt: iso(row.opened_at) ?? '',
    dueAt: iso(row.due_at),
    closedAt: iso(row.closed_at),
    reason: row.reason,
  }))
}

export interface Heat {
  node: string
  /** Waits that are open now. */
  open: number
  /** Those that ended, and how long they took together and at most, in seconds. */
  closed: number
  seconds: number
  longest: number
}

/** Where time goes in a version: what does not wait takes none. */
export async function heatOf(db: Knex, version: number): Promise<Heat[]> {
  const rows: {
    node: string
    open: number | string
    closed: number | string
    took: number | string | null
    longest: number | string | null
  }[] = await db('workflow_waits')
    .where('version_id', version)
    .groupBy('node')
    .orderBy('node')
    .select('node')
    .sum({ open: db.raw('case when closed_at is null then 1 else 0 end') })
    .count({ closed: 'closed_at' })
    .sum({ took: db.raw('closed_at - opened_at') })
    .max({ longest: db.raw('closed_at - opened_at') })
  return rows.map(({ node, open, closed, took, longest }) => ({
    node,
    open: Number(open),
    closed: Number(closed),
    seconds: Number(took ?? 0) / 1_000,
    longest: Number(longest ?? 0) / 1_000,
  }))
}
