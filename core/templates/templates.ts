import {
  LANGUAGES,
  type EffectiveMetadata,
  type Language,
  type TemplateDefinition,
  type TemplateKind,
} from '#core/metadata/types'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { E_UNKNOWN_DEFINITION } from '#core/metadata/errors'
import type { RecordRow, Reference } from '#core/records/types'
import type { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import { E_TEMPLATE_INVALID } from '#core/templates/errors'
import { Output } from '#core/templates/output'
import {
  compiled,
  compileParts,
  escapingOf,
  missingTexts,
  OUTPUT_LIMITS,
  PARTS_OF,
  sourceFor,
  type PartFault,
  type TemplatePart,
} from '#core/templates/parts'
import { mayList, mayRead, planReads, type PlannedList, type ReadPlan } from '#core/templates/plan'
import { RecordScope } from '#core/templates/record_scope'
import { sanitised } from '#core/templates/sanitise'
import { surroundingsOf } from '#core/templates/surroundings'
import type { TextReader } from '#core/templates/types'

/** Rows of one list that a text may hold. */
const MAX_ROWS = 200

export interface RenderOptions {
  /** Language of the text; default that of the actor. */
  language?: Language
  /** For whom dates are written where it is not the actor: a customer. */
  reader?: Partial<TextReader>
}

export interface RenderedTemplate {
  kind: TemplateKind
  /** The language that was written: another one where the wanted is missing. */
  language: Language
  subject: string | null
  text: string | null
  html: string | null
  /** Paths that the actor may not read: they are written empty. */
  unreadable: string[]
}

export type TemplateSources = Pick<TemplateDefinition, 'kind' | 'entity' | TemplatePart>

/** A template as it is chosen from: without its texts. */
export interface TemplateListing {
  name: string
  entity: string
  kind: TemplateKind
  label: TemplateDefinition['label']
  languages: Language[]
}

/** Texts made of records, as their reader: everything is read through the record engine. Bound as a singleton. */
export class Templates {
  readonly #records: Records
  readonly #metadata: () => EffectiveMetadata
  readonly #now: () => Date

  constructor(services: { records: Records; metadata: () => EffectiveMetadata; now?: () => Date }) {
    this.#records = services.records
    this.#metadata = services.metadata
    this.#now = services.now ?? (() => new Date())
  }

  /** Templates of the entities that the actor may read, by order and name. */
  list(actor: Actor, of: { entity?: string; kind?: TemplateKind } = {}): TemplateListing[] {
    return [...this.#metadata().template.values()]
      .filter(({ removed }) => !removed)
      .filter(({ entity }) => of.entity === undefined || of.entity === entity)
      .filter(({ kind }) => of.kind === undefined || of.kind === kind)
      .filter(({ entity }) => actor.access.depth(entity, 'read') !== 'none')
      .sort((a, b) => (a.order ?? 100) - (b.order ?? 100) || (a.name < b.name ? -1 : 1))
      .map((template) => ({
        name: template.name,
        entity: template.entity,
        kind: template.kind,
        label: template.label,
        languages: LANGUAGES.filter((language) =>
          PARTS_OF[template.kind].some((part) => (template[part]?.[language] ?? '').trim() !== '')
        ),
      }))
  }

  /**
   * The text of a record. Row scopes, field access and masks are the actor's.
   *
   * @throws E_UNKNOWN_DEFINITION, E_NOT_FOUND also for a record out of scope, E_TEMPLATE_OUTPUT
   */
  render(
    actor: Actor,
    name: string,
    recordId: number,
    options: RenderOptions = {}
  ): Promise<RenderedTemplate> {
    const template = this.#metadata().template.get(name)
    if (!template || template.removed) throw new E_UNKNOWN_DEFINITION({ kind: 'template', name })
    return this.renderSources(actor, template, recordId, options)
  }

  /** The same for texts that are not stored yet: the preview of the editor. Needs `core.customise`. */
  async preview(
    actor: Actor,
    sources: TemplateSources,
    recordId: number | null,
    options: RenderOptions = {}
  ): Promise<{
    faults: PartFault[]
    missing: { part: TemplatePart; language: Language }[]
    rendered: RenderedTemplate | null
  }> {
    requirePermission(actor, 'core.customise')
    const faults = this.faultsOf(sources)
    const missing = missingTexts(sources)
    if (faults.length > 0 || recordId === null) return { faults, missing, rendered: null }
    const rendered = await this.renderSources(actor, sources, recordId, options)
    return { faults, missing, rendered }
  }

  /** Faults of the syntax and paths that lead nowhere. */
  faultsOf(sources: TemplateSources): PartFault[] {
    const { entity: entities } = this.#metadata()
    if (!entities.has(sources.entity)) throw new E_UNKNOWN_ENTITY({ entity: sources.entity })
    const { parts, faults } = compileParts(sources)
    const unknown = parts.flatMap(({ part, language, template }) =>
      planReads(entities, sources.entity, template.uses).faults.map(
        ({ code, use: { line, column }, params }) => ({
          code,
          line,
          column,
          params,
          part,
          language,
        })
      )
    )
    return [...faults, ...unknown]
  }

  async renderSources(
    actor: Actor,
    sources: TemplateSources,
    recordId: number,
    options: RenderOptions
  ): Promise<RenderedTemplate> {
    const language = options.language ?? actor.language
    const chosen = PARTS_OF[sources.kind].flatMap((part) => {
      const found = sourceFor(sources, part, language)
      if (!found) return []
      const result = compiled(found.source, escapingOf(part))
      if (!('template' in result)) throw new E_TEMPLATE_INVALID({ faults: result.faults.length })
      return [{ part, language: found.language, template: result.template }]
    })
    const uses = chosen.flatMap(({ template }) => template.uses)
    const { plan, faults } = planReads(this.#metadata().entity, sources.entity, uses)
    if (faults.length > 0) throw new E_TEMPLATE_INVALID({ faults: faults.length })
    const { scope, unreadable } = await this.#read(actor, plan, recordId)
    const written: Partial<Record<TemplatePart, string>> = {}
    for (const { part, language: used, template } of chosen) {
      const reader = { ...options.reader, language: used }
      const around = surroundingsOf(this.#metadata(), actor, reader, this.#now())
      const output = new Output(OUTPUT_LIMITS[sources.kind])
      template.write({ scope, parent: null, index: 0, count: 1, around }, output)
      written[part] = part === 'html' ? sanitised(output.toString()) : output.toString()
    }
    return {
      kind: sources.kind,
      language: chosen.find(({ part }) => part !== 'subject')?.language ?? language,
      subject: written.subject ?? null,
      text: written.text ?? null,
      html: written.html ?? null,
      unreadable,
    }
  }

  async #read(actor: Actor, plan: ReadPlan, recordId: number) {
    const { access } = actor
    const unreadable: string[] = []
    const readable = <T extends { path: string }>(
      items: Iterable<T>,
      may: (item: T) => boolean,
      of = ''
    ) =>
      [...items].filter((item) => {
        if (may(item)) return true
        unreadable.push(of + item.path)
        return false
      })
    const cells = readable(plan.cells.values(), ({ steps }) => mayRead(access, steps))
    const lists = readable(plan.lists.values(), (list) => mayList(access, list))
    const owners = lists.flatMap(({ owner }) => owner?.path ?? [])
    const select = [...new Set([...cells.map(({ path }) => path), ...owners])]
    const asked = select.length > 0 ? select : ['id']
    const row = await this.#records.get(actor, plan.entity, recordId, { select: asked })
    const rows = new Map<PlannedList, RecordRow[]>()
    for (const list of lists) {
      const shown = readable(
        list.cells.values(),
        ({ steps }) => mayRead(access, steps),
        `${list.path}.`
      )
      const paths = shown.map(({ path }) => path)
      rows.set(list, await this.#rowsOf(actor, list, row, paths))
    }
    return { scope: RecordScope.ofRecord(plan, row, rows), unreadable }
  }

  async #rowsOf(actor: Actor, list: PlannedList, row: RecordRow, select: string[]) {
    const owner = list.owner ? (row[list.owner.path] as Reference | null | undefined) : row
    if (!owner) return []
    const { target: entity, inverse: path } = list
    const filter = { path, op: 'eq' as const, value: owner.id }
    return (await this.#records.query(actor, { entity, select, filter, limit: MAX_ROWS })).rows
  }
}
