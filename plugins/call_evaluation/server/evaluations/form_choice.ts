import type { Knex } from 'knex'
import type { Settings } from '#core/plugin_host/settings'
import type { Records } from '#core/records/records'
import type { Filter } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { formsByCall, type MatchedRule } from '../kernel/form_choice.js'
import type { EvaluationForms } from './evaluation_forms.js'

const BATCH = 500
const MOST_RULES = 500

/** Chooses forms for calls by the rules of `evaluation_form_choice`. Bound as a singleton. */
export class FormChoice {
  readonly #records: Records
  readonly #forms: EvaluationForms
  readonly #settings: Settings

  constructor(records: Records, forms: EvaluationForms, settings: Settings) {
    this.#records = records
    this.#forms = forms
    this.#settings = settings
  }

  /**
   * The form of each call. Rules are tried in their order until each call has one; the rest gets the form of the setting `default_form`.
   *
   * @throws E_EVALUATION_FORM when a chosen form is gone
   */
  async forCalls(calls: readonly number[], trx?: Knex.Transaction): Promise<Map<number, string>> {
    const options = trx ? { trx } : {}
    const { rows } = await this.#records.query(
      SYSTEM_ACTOR,
      {
        entity: 'evaluation_form_choice',
        select: ['form_name', 'calls'],
        filter: { path: 'active', op: 'eq', value: true },
        sort: [{ path: 'place' }, { path: 'id' }],
        limit: MOST_RULES,
      },
      options
    )
    const rules: MatchedRule[] = []
    let left = [...new Set(calls)]
    for (const row of rows) {
      if (left.length === 0) break
      const filter = filterOf(row)
      const found = filter === null ? null : await this.#among(left, filter, options)
      rules.push({ form: String(row.form_name), calls: found })
      left = found === null ? [] : left.filter((call) => !found.has(call))
    }
    const chosen = formsByCall(calls, rules, this.otherwise())
    for (const form of new Set(chosen.values())) this.#forms.current(form)
    return chosen
  }

  /** The form of calls that no rule speaks of. */
  otherwise(): string {
    return this.#settings.text('call_evaluation', 'default_form')
  }

  async #among(
    calls: readonly number[],
    filter: Filter,
    options: { trx?: Knex.Transaction }
  ): Promise<Set<number>> {
    const found = new Set<number>()
    for (let from = 0; from < calls.length; from += BATCH) {
      const part = calls.slice(from, from + BATCH)
      const page = await this.#records.query(
        SYSTEM_ACTOR,
        {
          entity: 'call',
          select: ['id'],
          filter: { and: [{ path: 'id', op: 'in', value: part }, filter] },
          limit: BATCH,
        },
        options
      )
      for (const { id } of page.rows) found.add(id)
    }
    return found
  }
}

/** Null: all calls. */
export function filterOf({ calls }: Readonly<Record<string, unknown>>): Filter | null {
  const isFilter = typeof calls === 'object' && calls !== null && !Array.isArray(calls)
  return isFilter && Object.keys(calls).length > 0 ? (calls as Filter) : null
}
