import type { Database } from '#core/database/database'
import { score } from '#core/forms/scoring'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import { actingFor } from '../evaluations/acting_for.js'
import { idOf, textOf, type Assignments, type NewEvaluation } from '../evaluations/assignments.js'
import type { EvaluationForms } from '../evaluations/evaluation_forms.js'
import {
  alphaInterval,
  deviations,
  krippendorffAlpha,
  percentAgreement,
  type Deviation,
  type MarkedUnit,
} from '../kernel/agreement.js'

export interface CalibrationInput {
  name: string
  form: string
  calls: number[]
  evaluators: number[]
  expert: number | null
}
export interface Agreement {
  alpha: number | null
  interval: { low: number; high: number } | null
  agreement: number | null
  calls: number
}
export interface CalibrationResult {
  evaluators: ({ user: number } & Deviation)[]
  total: Agreement
  criteria: Record<string, Agreement>
}

const FINISHED = ['done', 'published', 'acknowledged', 'disputed', 'upheld', 'rescored']

/** The same calls to several evaluators, who do not see each other's, and then how far they agree. Bound as a singleton. */
export class Calibrations {
  readonly #database: Database
  readonly #records: Records
  readonly #assignments: Assignments
  readonly #forms: EvaluationForms

  constructor(
    database: Database,
    records: Records,
    assignments: Assignments,
    forms: EvaluationForms
  ) {
    this.#database = database
    this.#records = records
    this.#assignments = assignments
    this.#forms = forms
  }

  /** @throws E_FORBIDDEN, E_NOT_FOUND, E_EVALUATION_FORM, E_EVALUATION_EVALUATOR */
  async begin(actor: Actor, origin: Origin, input: CalibrationInput): Promise<{ id: number }> {
    requirePermission(actor, 'call_evaluation.calibrate')
    this.#forms.current(input.form)
    const list: Omit<NewEvaluation, 'calibration'>[] = []
    for (const call of new Set(input.calls)) {
      await this.#records.get(actor, 'call', call, { select: ['id'] })
      const facts = await this.#records.get(SYSTEM_ACTOR, 'call', call, {
        select: ['agent', 'agent_name', 'agent_user'],
      })
      const agent = { agent: idOf(facts.agent_user), agentName: nameOf(facts) }
      for (const evaluator of new Set(input.evaluators)) {
        list.push({ call, ...agent, evaluator, form: input.form, dueAt: null })
      }
    }
    return this.#database.transaction(async (trx) => {
      const values = { name: input.name, form_name: input.form, expert: input.expert }
      const system = actingFor(actor)
      const { id } = await this.#records.create(system, origin, 'calibration', values, { trx })
      const all = list.map((each) => ({ ...each, calibration: id }))
      await this.#assignments.create(trx, actor, origin, all)
      return { id }
    })
  }

  /** Of those that are done; the interval is drawn with the calibration's number as its seed. @throws E_NOT_FOUND, E_FORBIDDEN */
  async result(actor: Actor, id: number): Promise<CalibrationResult> {
    requirePermission(actor, 'call_evaluation.calibrate')
    const calibration = await this.#records.get(actor, 'calibration', id)
    const rows: RecordRow[] = []
    const filter = {
      and: [
        { path: 'calibration', op: 'eq' as const, value: id },
        { path: 'state', op: 'in' as const, value: FINISHED },
      ],
    }
    const select = ['call', 'evaluator', 'answers', 'score', 'form_name']
    const query = { entity: 'evaluation', select, filter }
    for await (const page of this.#records.stream(SYSTEM_ACTOR, query)) rows.push(...page)
    const calls = [...new Set(rows.map((row) => idOf(row.call) ?? 0))].sort((a, b) => a - b)
    const people = [...new Set(rows.map((row) => idOf(row.evaluator) ?? 0))].sort((a, b) => a - b)
    const marks = await this.#marks(rows)
    const unitsOf = (of: (row: RecordRow) => number | null): MarkedUnit[] =>
      calls.map((call) =>
        people.map((person) => {
          const row = rows.find(
            (each) => idOf(each.call) === call && idOf(each.evaluator) === person
          )
          return row ? of(row) : null
        })
      )
    const totals = unitsOf((row) => (row.score === null ? null : Number(row.score)))
    const names = [...new Set([...marks.values()].flatMap((each) => Object.keys(each)))]
    const expert = people.indexOf(idOf(calibration.expert) ?? 0)
    const far = deviations(totals, expert < 0 ? null : expert)
    return {
      evaluators: people.map((user, at) => ({
        user,
        ...(far[at] ?? { fromGroup: null, fromExpert: null, calls: 0 }),
      })),
      total: agreementOf(totals, id),
      criteria: Object.fromEntries(
        names.map((name) => [
          name,
          agreementOf(
            unitsOf((row) => marks.get(row.id)?.[name] ?? null),
            id
          ),
        ])
      ),
    }
  }

  /** Marks of the criteria by evaluation. */
  async #marks(rows: readonly RecordRow[]): Promise<Map<number, Record<string, number | null>>> {
    const marks = new Map<number, Record<string, number | null>>()
    for (const row of rows) {
      const form = await this.#forms.of(this.#database.read, row.id, String(row.form_name))
      const { items } = score(form, (row.answers ?? {}) as Record<string, Json>)
      const own = Object.entries(items).map(([name, { mark }]) => [name, mark] as const)
      marks.set(row.id, Object.fromEntries(own))
    }
    return marks
  }
}

function agreementOf(units: readonly MarkedUnit[], seed: number): Agreement {
  return {
    alpha: krippendorffAlpha(units, 'interval'),
    interval: alphaInterval(units, 'interval', { seed }),
    agreement: percentAgreement(units),
    calls: units.length,
  }
}

const nameOf = (facts: RecordRow): string | null => textOf(facts.agent_name) ?? textOf(facts.agent)
