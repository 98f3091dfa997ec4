import type { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { idOf } from '../evaluations/assignments.js'
import { SEEN_BY_AGENT } from '../kernel/life_cycle.js'
import { severityOf, type Severity, type SeverityMark } from '../kernel/severity.js'

/** How far marks depend on who gave them, from the published evaluations that the reader may see. Bound as a singleton. */
export class SeverityReport {
  readonly #records: Records

  constructor(records: Records) {
    this.#records = records
  }

  /** @throws E_FORBIDDEN, E_FIELD_FORBIDDEN */
  async of(actor: Actor, from: Date, to: Date): Promise<Severity> {
    requirePermission(actor, 'call_evaluation.severity')
    const query = {
      entity: 'evaluation',
      select: ['agent', 'evaluator', 'score'],
      filter: {
        and: [
          { path: 'state', op: 'in' as const, value: [...SEEN_BY_AGENT] },
          { path: 'published_at', op: 'ge' as const, value: from.toISOString() },
          { path: 'published_at', op: 'lt' as const, value: to.toISOString() },
          { path: 'agent', op: 'is_not_empty' as const },
          { path: 'score', op: 'is_not_empty' as const },
        ],
      },
    }
    const marks: SeverityMark[] = []
    for await (const page of this.#records.stream(actor, query)) {
      for (const row of page) {
        const [agent, evaluator] = [idOf(row.agent), idOf(row.evaluator)]
        if (agent !== null && evaluator !== null) {
          marks.push({ agent, evaluator, mark: Number(row.score) })
        }
      }
    }
    return severityOf(marks)
  }
}
