import type { Database } from '#core/database/database'
import { E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { localized } from '#core/i18n/catalogue'
import type { Clock } from '#core/jobs/types'
import type { EffectiveMetadata, EntityDefinition, Language } from '#core/metadata/types'
import {
  documentSections,
  listDocument,
  recordDocument,
  type ListColumn,
} from '#core/printing/documents'
import { directionOf, type PrintDocument } from '#core/printing/page'
import type { Records } from '#core/records/records'
import { fieldOf } from '#core/records/system_fields'
import type { RecordQuery, RecordRow } from '#core/records/types'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePrivilege } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import { mayRead, planReads } from '#core/templates/plan'
import { RecordScope } from '#core/templates/record_scope'
import { surroundingsOf } from '#core/templates/surroundings'
import type { Templates } from '#core/templates/templates'

/** Rows of a printed list: some eighty pages. More is an export. */
const MAX_ROWS = 2_000

export interface ListPrint extends RecordQuery {
  select: string[]
  /** What stands above it; default the entity's plural. */
  title?: string
  language?: Language
}

export interface PrintServices {
  database: Database
  records: Records
  templates: Templates
  metadata: () => EffectiveMetadata
  audit: AuditLog
  clock?: Clock
}

/** Records and lists as documents for paper. What the reader may not see is not in them. Bound as a singleton. */
export class Prints {
  readonly #services: PrintServices

  constructor(services: PrintServices) {
    this.#services = services
  }

  /**
   * A record by a print template, or by its form where none is named.
   *
   * @throws E_NOT_FOUND also for a record out of scope, E_UNKNOWN_DEFINITION for the template
   */
  async record(
    actor: Actor,
    origin: Origin,
    entityName: string,
    id: number,
    options: { template?: string; language?: Language } = {}
  ): Promise<PrintDocument> {
    const entity = this.#entity(entityName)
    const language = options.language ?? actor.language
    const title = await this.#titleOf(actor, entity, id)
    const made = options.template
      ? await this.#byTemplate(actor, options.template, id, language, title)
      : await this.#byForm(actor, entity, id, language, title)
    const { template = null } = options
    await this.#note(actor, origin, 'record.printed', entity.name, { template }, id)
    return made
  }

  /**
   * A list by its columns. Many records at once leave by it: so it needs the privilege `export`.
   *
   * @throws E_FORBIDDEN, and all errors of queries
   */
  async list(actor: Actor, origin: Origin, print: ListPrint): Promise<PrintDocument> {
    const entity = this.#entity(print.entity)
    requirePrivilege(actor, entity.name, 'export')
    const { title: given, language = actor.language, ...query } = print
    const around = this.#around(actor, language)
    const columns = this.#columns(actor, entity, query.select, language)
    const select = [...new Set(columns.map(({ path }) => path))]
    const rows: RecordRow[] = []
    for await (const batch of this.#services.records.stream(actor, { ...query, select })) {
      rows.push(...batch)
      if (rows.length > MAX_ROWS) break
    }
    const cut = rows.length > MAX_ROWS
    if (cut) rows.length = MAX_ROWS
    const cells = rows.map((row) => (path: string) => ({
      value: row[path],
      field: columns.find((column) => column.path === path)?.field ?? null,
    }))
    const title = given ?? localized(entity.labelPlural, language)
    const { filter = null, search = null } = query
    const details = { rows: rows.length, filter, search }
    await this.#note(actor, origin, 'record.list_printed', entity.name, details)
    const unreadable = query.select.filter((path) => !select.includes(path))
    const html = listDocument(title, columns, cells, cut, around)
    return { title, html, language, dir: directionOf(language), unreadable, cut }
  }

  async #byTemplate(
    actor: Actor,
    name: string,
    id: number,
    language: Language,
    title: string
  ): Promise<PrintDocument> {
    const made = await this.#services.templates.render(actor, name, id, { language })
    return {
      title: made.subject?.trim() ? made.subject.trim() : title,
      html: made.html ?? '',
      language: made.language,
      dir: directionOf(made.language),
      unreadable: made.unreadable,
      cut: false,
    }
  }

  async #byForm(
    actor: Actor,
    entity: EntityDefinition,
    id: number,
    language: Language,
    title: string
  ): Promise<PrintDocument> {
    const { records, metadata } = this.#services
    const form = [...metadata().form.values()].find(
      (one) => one.entity === entity.name && one.kind === 'main' && !one.removed
    )
    const all = documentSections(entity, form ?? null, language)
    const may = (field: string) => mayRead(actor.access, [{ entity: entity.name, field }])
    const sections = all
      .map(({ label, fields }) => ({ label, fields: fields.filter(may) }))
      .filter(({ fields }) => fields.length > 0)
    const select = sections.flatMap(({ fields }) => fields)
    const uses = select.map((path) => ({ list: null, path, line: 1, column: 1 }))
    const { plan } = planReads(metadata().entity, entity.name, uses)
    const asked = select.length > 0 ? select : ['id']
    const row = await records.get(actor, entity.name, id, { select: asked })
    const scope = RecordScope.ofRecord(plan, row, new Map())
    const around = this.#around(actor, language)
    const html = recordDocument(title, entity, id, sections, (path) => scope.cell(path), around)
    return { title, html, language, dir: directionOf(language), unreadable: [], cut: false }
  }

  async #titleOf(actor: Actor, entity: EntityDefinition, id: number): Promise<string> {
    const path = entity.titleField
    const readable = mayRead(actor.access, [{ entity: entity.name, field: path }])
    const select = readable ? [path] : ['id']
    const row = await this.#services.records.get(actor, entity.name, id, { select })
    const value = row[path]
    return typeof value === 'string' && value !== '' ? value : `#${id}`
  }

  #columns(
    actor: Actor,
    entity: EntityDefinition,
    select: readonly string[],
    language: Language
  ): ListColumn[] {
    const entities = this.#services.metadata().entity
    const uses = select.map((path) => ({ list: null, path, line: 1, column: 1 }))
    const { plan } = planReads(entities, entity.name, uses)
    return [...plan.cells.values()]
      .filter(({ steps }) => mayRead(actor.access, steps))
      .map(({ path, field, steps }) => {
        const labels = steps.map((step) => {
          const owner = entities.get(step.entity)
          const own = owner ? fieldOf(owner, step.field) : undefined
          return own ? localized(own.label, language) : step.field
        })
        return { path, field, label: labels.join(' › ') }
      })
  }

  #around(actor: Actor, language: Language) {
    const now = this.#services.clock?.() ?? new Date()
    return surroundingsOf(this.#services.metadata(), actor, { language }, now)
  }

  #entity(name: string): EntityDefinition {
    const entity = this.#services.metadata().entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    return entity
  }

  async #note(
    actor: Actor,
    origin: Origin,
    action: string,
    entity: string,
    details: object,
    recordId?: number
  ): Promise<void> {
    const { database, audit, clock } = this.#services
    const now = clock?.() ?? new Date()
    const about = {
      entity,
      details: JSON.parse(JSON.stringify(details)) as Record<string, string>,
      ...(recordId === undefined ? {} : { recordId }),
    }
    await database.transaction((trx) =>
      audit.append(trx, [auditEntry(actor, origin, action, now, about)])
    )
  }
}
