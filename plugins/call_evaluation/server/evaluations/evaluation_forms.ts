import type { Knex } from 'knex'
import type { FormVersionStore } from '#core/design/form_version_store'
import { isScored } from '#core/forms/scoring'
import type { JsonRecord } from '#core/forms/form_saving'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { Metadata } from '#core/metadata/metadata'
import type { FormDefinition } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { E_EVALUATION_FORM } from '../errors.js'
import { judgeAnswers, type Judgement } from '../kernel/judgement.js'

/** Forms by which calls are scored. Bound as a singleton. */
export class EvaluationForms {
  readonly #metadata: Metadata
  readonly #versions: FormVersionStore
  readonly #types: FieldTypes

  constructor(metadata: Metadata, versions: FormVersionStore, types: FieldTypes) {
    this.#metadata = metadata
    this.#versions = versions
    this.#types = types
  }

  /** A form as it is, whether calls are still scored by it or not. */
  known(name: string): FormDefinition | null {
    return this.#metadata.current().form.get(name) ?? null
  }

  /** @throws E_EVALUATION_FORM */
  current(name: string): FormDefinition {
    const form = this.#metadata.current().form.get(name)
    if (!form || form.removed || form.entity !== 'evaluation' || !isScored(form)) {
      throw new E_EVALUATION_FORM({ form: name })
    }
    return form
  }

  /** The version that an evaluation was first filled in with; before, the form as it is. */
  async of(
    knex: Knex | Knex.Transaction,
    id: number | null,
    name: string
  ): Promise<FormDefinition> {
    const kept = id === null ? null : await this.#versions.pinned(knex, 'evaluation', id, name)
    return kept?.definition ?? this.current(name)
  }

  /** From now on the evaluation keeps the version of its form that is in effect. Again changes nothing. */
  async keep(trx: Knex.Transaction, id: number, name: string, now: Date): Promise<void> {
    const kept = await this.#versions.pinned(trx, 'evaluation', id, name)
    if (!kept) await this.#versions.pin(trx, 'evaluation', id, this.current(name), now)
  }

  /** The score of an evaluation's values, by the function that the browser runs. */
  judge(form: FormDefinition, values: JsonRecord, actor: Actor, now: Date): Judgement {
    const { entity: entities } = this.#metadata.current()
    const entity = entities.get('evaluation')
    if (!entity) throw new E_EVALUATION_FORM({ form: form.name })
    const context = {
      now: now.toISOString(),
      user: { id: actor.userId, name: actor.name, roles: [...actor.roles] },
      types: this.#types,
    }
    return judgeAnswers(form, entity, (name) => entities.get(name), values, context)
  }
}
