import type { Database } from '#core/database/database'
import type { FormDefinition, Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import { plainValues } from '#core/records/forms/form_rows'
import type { RecordInput, RecordRow } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor, Origin } from '#core/security/types'
import type { State, StepName } from '../kernel/life_cycle.js'
import { idOf } from './assignments.js'
import type { EvaluationForms } from './evaluation_forms.js'
import type { EvaluationSteps } from './evaluation_steps.js'

/** Whoever may take one of these may write answers now. */
const WRITING: readonly StepName[] = ['start', 'finish', 'rescore']

export interface EvaluationPage {
  record: RecordRow
  /** In the version that the evaluation keeps. */
  form: FormDefinition
  /** The name of its form. */
  formName: string
  state: State
  steps: StepName[]
  /** Whether this person may write answers and remarks now. */
  writable: boolean
}

/** An evaluation as it is worked on: shown with its form, and kept as it stands after every answer. Bound as a singleton. */
export class EvaluationDrafts {
  readonly #database: Database
  readonly #records: Records
  readonly #forms: EvaluationForms
  readonly #steps: EvaluationSteps
  readonly #now: () => Date

  constructor(
    database: Database,
    records: Records,
    forms: EvaluationForms,
    steps: EvaluationSteps,
    now = () => new Date()
  ) {
    this.#database = database
    this.#records = records
    this.#forms = forms
    this.#steps = steps
    this.#now = now
  }

  /** @throws E_NOT_FOUND, E_EVALUATION_FORM */
  async page(actor: Actor, id: number): Promise<EvaluationPage> {
    const stand = await this.#stand(actor, id)
    const form = await this.#forms.of(this.#database.read, id, stand.formName)
    return { ...stand, form }
  }

  async #stand(actor: Actor, id: number) {
    const { record, access } = await this.#records.getWithRights(actor, 'evaluation', id)
    const { state, steps, formName } = await this.#steps.open(actor, id)
    const turn = WRITING.some((step) => steps.includes(step))
    return { record, state, steps, formName, writable: turn && access.update }
  }

  /**
   * Keeps what was entered so far, whether or not it is all: what is missing keeps it from being finished, not from being kept. The first
   * answer begins the work.
   *
   * @throws E_NOT_FOUND, E_STALE_VERSION, E_EVALUATION_CLOSED, E_EVALUATION_NOT_YOURS, E_EVALUATION_REMARKS, and what `Records.update` throws
   */
  async save(
    actor: Actor,
    origin: Origin,
    id: number,
    { version, values }: { version: number; values: RecordInput }
  ): Promise<Omit<EvaluationPage, 'form'>> {
    await this.#records.get(actor, 'evaluation', id, { select: ['id'] })
    await this.#database.transaction(async (trx) => {
      const stored = await this.#records.get(SYSTEM_ACTOR, 'evaluation', id, { trx })
      const name = String(stored.form_name)
      const begins = stored.state === 'assigned' && idOf(stored.evaluator) === actor.userId
      const begun = begins
        ? await this.#steps.takeIn(trx, actor, origin, id, 'start', { reason: null, version })
        : { version }
      const form = await this.#forms.of(trx, id, name)
      const now = this.#now()
      await this.#forms.keep(trx, id, name, now)
      const sent = { ...values }
      if ('answers' in sent) {
        const whole = { ...plainValues(stored), ...values }
        sent.answers = this.#forms.judge(form, whole, actor, now).answers as Json
      }
      const options = { trx, version: begun.version }
      await this.#records.update(actor, origin, 'evaluation', id, sent, options)
    })
    return this.#stand(actor, id)
  }
}
