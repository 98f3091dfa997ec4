import type { Database } from '#core/database/database'
import { score } from '#core/forms/scoring'
import { localized } from '#core/i18n/catalogue'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { requirePermission } from '#core/security/guards'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import { E_CALIBRATION_BLIND, E_CALIBRATION_CLOSED } from '../errors.js'
import { actingFor } from '../evaluations/acting_for.js'
import { idOf, textOf, type Assignments, type NewEvaluation } from '../evaluations/assignments.js'
import type { EvaluationForms } from '../evaluations/evaluation_forms.js'
import {
  alphaInterval,
  deviations,
  krippendorffAlpha,
  percentAgreement,
  type MarkedUnit,
} from '../kernel/agreement.js'
import type {
  Agreement,
  CalibrationListing,
  CalibrationProgress,
  CalibrationResult,
  NewCalibration,
} from '../kernel/calibration.js'

const FINISHED = ['done', 'published', 'acknowledged', 'disputed', 'upheld', 'rescored']

/** The same calls to several evaluators, who do not see each other's, and then how far they agree. Bound as a singleton. */
export class Calibrations {
  readonly #database: Database
  readonly #records: Records
  readonly #assignments: Assignments
  readonly #forms: EvaluationForms
  readonly #now: () => Date

  constructor(
    database: Database,
    records: Records,
    assignments: Assignments,
    forms: EvaluationForms,
    now = () => new Date()
  ) {
    this.#database = database
    this.#records = records
    this.#assignments = assignments
    this.#forms = forms
    this.#now = now
  }

  /** @throws E_FORBIDDEN, E_NOT_FOUND, E_EVALUATION_FORM, E_EVALUATION_EVALUATOR */
  async begin(actor: Actor, origin: Origin, input: NewCalibration): Promise<{ id: number }> {
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

  /** Of those that are done; the interval is drawn with the calibration's number as its seed. @throws E_NOT_FOUND, E_FORBIDDEN, E_CALIBRATION_BLIND */
  async result(actor: Actor, id: number): Promise<CalibrationResult> {
    requirePermission(actor, 'call_evaluation.calibrate')
    const calibration = await this.#records.get(actor, 'calibration', id)
    const { open, evaluators } = await this.progress(actor, id)
    if (!open) {
      throw new E_CALIBRATION_BLIND({
        open: evaluators.reduce((sum, each) => sum + each.of - each.done, 0),
      })
    }
    const rows: RecordRow[] = []
    const filter = {
      and: [
        { path: 'calibration', op: 'eq' as const, value: id },
        { path: 'state', op: 'in' as const, value: FINISHED },
      ],
    }
    const select = ['call', 'evaluator', 'answers', 'score_percent', 'form_name']
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
    const totals = unitsOf((row) => (row.score_percent === null ? null : Number(row.score_percent)))
    const names = [...new Set([...marks.values()].flatMap((each) => Object.keys(each)))]
    const expert = people.indexOf(idOf(calibration.expert) ?? 0)
    const place = expert < 0 ? null : expert
    const far = deviations(totals, place)
    const labels = new Map(rows.map(({ evaluator }) => [idOf(evaluator) ?? 0, labelOf(evaluator)]))
    const form = this.#forms.current(String(calibration.form_name))
    return {
      evaluations: rows.map((row) => ({
        id: row.id,
        call: idOf(row.call) ?? 0,
        evaluator: idOf(row.evaluator) ?? 0,
        score: row.score_percent === null ? null : Number(row.score_percent),
      })),
      evaluators: people.map((user, at) => ({
        user,
        label: labels.get(user) ?? `#${user}`,
        ...(far[at] ?? { fromGroup: null, fromExpert: null, calls: 0 }),
      })),
      total: agreementOf(totals, id),
      criteria: Object.fromEntries(
        names.map((name) => {
          const units = unitsOf((row) => marks.get(row.id)?.[name] ?? null)
          const inPercent = units.map((unit) =>
            unit.map((mark) => (mark === null ? null : mark * 100))
          )
          const element = form.elements[name]
          const label = element?.kind === 'question' ? element.definition.label : null
          return [
            name,
            {
              ...agreementOf(units, id),
              label: label ? localized(label, actor.language) : name,
              deviations: deviations(inPercent, place),
            },
          ]
        })
      ),
    }
  }

  /** Who is done with how many. What they gave is not in it. @throws E_NOT_FOUND, E_FORBIDDEN */
  async progress(actor: Actor, id: number): Promise<CalibrationProgress> {
    requirePermission(actor, 'call_evaluation.calibrate')
    const row = await this.#records.get(actor, 'calibration', id)
    const filter = { path: 'calibration', op: 'eq' as const, value: id }
    const select = ['call', 'evaluator', 'state']
    const parts: RecordRow[] = []
    for await (const page of this.#records.stream(SYSTEM_ACTOR, {
      entity: 'evaluation',
      select,
      filter,
    })) {
      parts.push(...page)
    }
    const evaluators = Map.groupBy(parts, ({ evaluator }) => idOf(evaluator) ?? 0)
    const calls = new Map(parts.map(({ call }) => [idOf(call) ?? 0, labelOf(call)]))
    const finished = (part: RecordRow) => FINISHED.includes(String(part.state))
    return {
      id,
      name: String(row.name),
      form: String(row.form_name),
      formLabel: this.#labelOfForm(actor, String(row.form_name)),
      expert: idOf(row.expert),
      createdAt: String(row.created_at),
      closedAt: textOf(row.closed_at),
      open: textOf(row.closed_at) !== null || parts.every(finished),
      calls: [...calls].map(([call, label]) => ({ id: call, label })).sort((a, b) => a.id - b.id),
      evaluators: [...evaluators]
        .map(([person, own]) => ({
          id: person,
          label: labelOf(own[0]?.evaluator),
          done: own.filter(finished).length,
          of: own.length,
        }))
        .sort((a, b) => a.id - b.id),
    }
  }

  /** The newest, with how far each has come. @throws E_FORBIDDEN */
  async list(actor: Actor): Promise<CalibrationListing[]> {
    requirePermission(actor, 'call_evaluation.calibrate')
    const select = ['name', 'form_name', 'created_at', 'closed_at']
    const sort = [{ path: 'id', direction: 'desc' as const }]
    const { rows } = await this.#records.query(actor, {
      entity: 'calibration',
      select,
      sort,
      limit: 200,
    })
    const counted = await this.#records.aggregate(SYSTEM_ACTOR, {
      entity: 'evaluation',
      filter: { path: 'calibration', op: 'in', value: rows.map(({ id }) => id) },
      group: [{ path: 'calibration' }, { path: 'state' }],
      aggregates: { n: { fn: 'count' } },
      limit: 10_000,
    })
    return rows.map((row) => {
      const own = counted.filter(({ keys }) => idOf(keys.calibration) === row.id)
      const count = (part: typeof own) =>
        part.reduce((sum, { values }) => sum + Number(values.n), 0)
      return {
        id: row.id,
        name: String(row.name),
        formLabel: this.#labelOfForm(actor, String(row.form_name)),
        createdAt: String(row.created_at),
        closedAt: textOf(row.closed_at),
        done: count(own.filter(({ keys }) => FINISHED.includes(String(keys.state)))),
        of: count(own),
      }
    })
  }

  /** Shows what came out although not everybody is done. @throws E_NOT_FOUND, E_FORBIDDEN, E_CALIBRATION_CLOSED */
  async close(actor: Actor, origin: Origin, id: number): Promise<void> {
    requirePermission(actor, 'call_evaluation.calibrate')
    const row = await this.#records.get(actor, 'calibration', id)
    if (textOf(row.closed_at) !== null) throw new E_CALIBRATION_CLOSED()
    const values = { closed_at: this.#now().toISOString() }
    await this.#records.update(actingFor(actor), origin, 'calibration', id, values)
  }

  #labelOfForm(actor: Actor, name: string): string {
    const form = this.#forms.known(name)
    return form ? localized(form.label, actor.language) : name
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

function labelOf(value: unknown): string {
  const id = idOf(value)
  if (id === null || typeof value !== 'object' || value === null) return ''
  return 'label' in value && typeof value.label === 'string' ? value.label : `#${id}`
}
