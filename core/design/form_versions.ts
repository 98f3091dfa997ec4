import { E_NO_FORM_VERSION, E_FORM_VERSION_IN_EFFECT } from '#core/design/errors'
import type { FormVersion, FormVersionStore, VersionInfo } from '#core/design/form_version_store'
import { formDifference, isEmptyDifference, type FormDifference } from '#core/forms/form_diff'
import { publicationOf } from '#core/forms/publication'
import { requireFormDesign } from '#core/metadata/form_design'
import type { Metadata } from '#core/metadata/metadata'
import type { FormDefinition } from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'

const PAGE = 50

interface Parts {
  store: FormVersionStore
  metadata: Metadata
}

/** What forms were: told, compared and brought back for those who shape them. */
export class FormVersions {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Newest first, `PAGE` at a time; `before` goes on from a number. */
  async list(actor: Actor, form: string, before: number | null): Promise<VersionInfo[]> {
    requireFormDesign(actor, this.#parts.metadata.current(), form)
    return this.#parts.store.list(form, before, PAGE)
  }

  /** @throws E_NO_FORM_VERSION */
  async read(actor: Actor, form: string, number: number): Promise<FormVersion> {
    requireFormDesign(actor, this.#parts.metadata.current(), form)
    const version = await this.#parts.store.read(form, number)
    if (!version) throw new E_NO_FORM_VERSION({ form, number })
    return version
  }

  /** @throws E_NO_FORM_VERSION */
  async compare(actor: Actor, form: string, from: number, to: number): Promise<FormDifference> {
    const [before, after] = [await this.read(actor, form, from), await this.read(actor, form, to)]
    return formDifference(before.definition, after.definition)
  }

  /**
   * Publishes an old version as a new one.
   *
   * @throws E_NO_FORM_VERSION, E_FORM_VERSION_IN_EFFECT, and E_METADATA_INVALID where it names what is gone
   * @throws E_DEFINITION_CHANGED where the form is no longer that of `revision`
   */
  async restore(
    actor: Actor,
    origin: Origin,
    form: string,
    { number, revision, note }: { number: number; revision?: string; note?: string }
  ): Promise<{ version: string }> {
    const { definition } = await this.read(actor, form, number)
    const layers = this.#parts.metadata.layers('form', form)
    const base = layers.base as FormDefinition | null
    const effective = layers.effective as FormDefinition | null
    const published = effective && {
      base,
      effective,
      changes: layers.changes,
      revision: revision ?? layers.revision,
    }
    const wanted = withOrigin(definition, effective)
    if (effective && isEmptyDifference(formDifference(effective, wanted)))
      throw new E_FORM_VERSION_IN_EFFECT({ form, number })
    const { changes, resets, basedOn } = publicationOf(published, wanted)
    const { version } = await this.#parts.metadata.change(actor, origin, changes, {
      resets,
      basedOn,
      action: 'form.restore',
      note: note ?? String(number),
    })
    return { version }
  }
}

/** Who ships a form is not the client's to change. */
function withOrigin(definition: FormDefinition, now: FormDefinition | null): FormDefinition {
  const form = { ...definition }
  delete form.origin
  return now?.origin === undefined ? form : { ...form, origin: now.origin }
}
