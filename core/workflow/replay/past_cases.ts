import type { Knex } from 'knex'
import { dialectOf, runRows, type Dialect } from '#core/database/dialect'
import type { Database } from '#core/database/database'
import type { ProcessGraph, Values } from '#core/workflow/kernel/types'
import { endName } from '#core/workflow/kernel/replay_case'
import type {
  CaseOutcome,
  KeptAnswer,
  PastCase,
  PastVisit,
} from '#core/workflow/kernel/replay_types'

interface StoredCase {
  id: number
  version_id: number
  begun: string | null
  status: string
  subject_entity: string | null
  subject_id: number | null
  created_at: unknown
  ended_at: unknown
}
interface StoredWait {
  instance_id: number
  wait: string
  node: string
  opened_at: number | string
  closed_at: number | string | null
}
interface StoredStep {
  instance_id: number
  entries: string
  answers: string | null
}

/** Instances of one statement. */
export const CASES_AT_ONCE = 50

export interface KnownCase extends PastCase {
  versionId: number
}

/** Runs that have ended, as their rows tell of them. */
export class PastCases {
  readonly #database: Database
  readonly #dialect: Dialect

  constructor(database: Database) {
    this.#database = database
    this.#dialect = dialectOf(database.dialect)
  }

  /**
   * In the order of the ids; those of which it is not known what they began with are left out.
   *
   * @param graphOf the process of a version, for the names of its ends
   */
  async read(
    ids: readonly number[],
    graphOf: (version: number) => Promise<ProcessGraph | undefined>
  ): Promise<KnownCase[]> {
    const { read } = this.#database
    const [cases, waits, steps] = await Promise.all([
      this.#cases(read, ids),
      this.#of<StoredWait>(
        read,
        ids,
        'workflow_waits',
        'instance_id, wait, node, opened_at, closed_at'
      ),
      this.#of<StoredStep>(read, ids, 'workflow_trail', 'instance_id, entries, answers'),
    ])
    const found: KnownCase[] = []
    for (const row of cases) {
      if (row.begun === null) continue
      const own = <T extends { instance_id: number }>(all: readonly T[]) =>
        all.filter(({ instance_id: id }) => Number(id) === Number(row.id))
      const graph = await graphOf(row.version_id)
      found.push(this.#case(row, own(waits), own(steps), graph))
    }
    return found
  }

  #cases(db: Knex, ids: readonly number[]): Promise<StoredCase[]> {
    return runRows<StoredCase>(db, {
      sql:
        'select i.id, s.version_id, s.begun, i.status, i.subject_entity, i.subject_id, i.created_at,' +
        ' i.ended_at from workflow_instances i join workflow_states s on s.instance_id = i.id' +
        ` where ${this.#dialect.inJson('i.id', 'integer')} order by i.id`,
      bindings: [JSON.stringify(ids)],
    })
  }

  #of<T>(db: Knex, ids: readonly number[], table: string, columns: string): Promise<T[]> {
    return runRows<T>(db, {
      sql: `select ${columns} from ${table} where ${this.#dialect.inJson('instance_id', 'integer')} order by id`,
      bindings: [JSON.stringify(ids)],
    })
  }

  #case(
    row: StoredCase,
    waits: readonly StoredWait[],
    steps: readonly StoredStep[],
    graph: ProcessGraph | undefined
  ): KnownCase {
    const at = (value: unknown) => this.#dialect.readInstant(value)?.toISOString() ?? null
    const startedAt = at(row.created_at) ?? ''
    const endedAt = at(row.ended_at)
    const seconds = endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1_000
    const entries = steps.flatMap((one) => JSON.parse(one.entries) as [string, string, string][])
    const answers = steps.flatMap((one) => JSON.parse(one.answers ?? '[]') as KeptAnswer[])
    const { subject_entity: entity, subject_id: id } = row
    return {
      instance: Number(row.id),
      versionId: row.version_id,
      subject: entity && id ? { entity, id: Number(id) } : null,
      startedAt,
      begun: JSON.parse(row.begun ?? '{}') as { node: string | null; variables: Values },
      visits: visitsOf(waits, answers),
      then: { status: row.status, ends: endsOf(entries, graph), seconds } satisfies CaseOutcome,
    }
  }
}

function endsOf(entries: readonly [string, string, string][], graph: ProcessGraph | undefined) {
  return entries.flatMap(([kind, element]) => {
    const node = graph?.nodes[element]
    return kind === 'entered' && node?.type === 'endEvent' ? [endName(node)] : []
  })
}

/** By node in the order of the waits: those that outlasted a step have rows, what was answered at once only its answer. Pure. */
export function visitsOf(
  waits: readonly Omit<StoredWait, 'instance_id'>[],
  answers: readonly KeptAnswer[]
): { [node: string]: PastVisit[] } {
  const all = new Map<string, { node: string; visit: PastVisit }>()
  for (const { wait, node, ...answer } of answers) {
    all.set(wait, { node, visit: { seconds: 0, answer } })
  }
  for (const { wait, node, opened_at: opened, closed_at: closed } of waits) {
    const seconds = closed === null ? null : (Number(closed) - Number(opened)) / 1_000
    all.set(wait, { node, visit: { seconds, answer: all.get(wait)?.visit.answer ?? null } })
  }
  const visits: { [node: string]: PastVisit[] } = {}
  const inOrder = [...all].toSorted(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)))
  for (const [, { node, visit }] of inOrder) (visits[node] ??= []).push(visit)
  return visits
}
