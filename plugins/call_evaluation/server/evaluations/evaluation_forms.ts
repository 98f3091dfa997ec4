import type { Knex } from 'knex'
import type { FormVersionStore } from '#core/design/form_version_store'
import { isScored } from '#core/forms/scoring'
import type { Metadata } from '#core/metadata/metadata'
import type { FormDefinition } from '#core/metadata/types'
import { E_EVALUATION_FORM } from '../errors.js'

/** Forms by which calls are scored. Bound as a singleton. */
export class EvaluationForms {
  readonly #metadata: Metadata
  readonly #versions: FormVersionStore

  constructor(metadata: Metadata, versions: FormVersionStore) {
    this.#metadata = metadata
    this.#versions = versions
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
}
