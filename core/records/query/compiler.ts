/**
 * `parse → resolve → authorise → emit`, with the result kept by shape, access and metadata version: a second query of the same
 * shape costs a parse and a look-up.
 */
import type { Knex } from 'knex'
import type { DialectName } from '#core/database/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import type { EffectiveMetadata } from '#core/metadata/types'
import type { Actor } from '#core/security/types'
import { accessPath, indexesOf } from '#core/records/query/access_path'
import { authoriseAggregate, authoriseQuery } from '#core/records/query/authorise'
import type { ParsedAggregate, ParsedQuery } from '#core/records/query/ast'
import { emitAggregate, type CompiledAggregate } from '#core/records/query/emit_aggregate'
import type { CompiledStatement, EmitContext } from '#core/records/query/emission'
import { emitCount, emitQuery, type CompiledQuery } from '#core/records/query/emit_query'
import { resolveAggregate, resolveQuery } from '#core/records/query/resolve'
import { sizesOf } from '#core/records/query/scope'
import { StatementCache } from '#core/records/query/statement_cache'

export interface CompileOptions {
  after?: boolean[]
  rights?: boolean
  /** Values by their place, linked records by their ids alone: no names, hence no joins for them. */
  bare?: boolean
}

export class QueryCompiler {
  readonly #knex: Knex
  readonly #dialect: DialectName
  readonly #types: FieldTypes
  readonly #cache = new StatementCache()

  /** `knex` only builds texts: no connection is used. */
  constructor(knex: Knex, dialect: DialectName, types: FieldTypes) {
    this.#knex = knex
    this.#dialect = dialect
    this.#types = types
  }

  #context(actor: Actor): EmitContext {
    return { knex: this.#knex, dialect: this.#dialect, sizes: sizesOf(actor) }
  }

  #key(kind: string, metadata: EffectiveMetadata, actor: Actor, shape: string): string {
    const { unitIds, teamIds } = actor
    return `${kind}${metadata.version}\n${actor.accessKey}\n${unitIds.length},${teamIds.length}\n${shape}`
  }

  query(
    metadata: EffectiveMetadata,
    actor: Actor,
    parsed: ParsedQuery,
    { after, rights = false, bare = false }: CompileOptions = {}
  ): CompiledQuery {
    const nulls = after ? after.map(Number).join('') : '-'
    const key = this.#key(
      `Q${nulls}${rights ? 'r' : ''}${bare ? 'b' : ''}`,
      metadata,
      actor,
      parsed.shape
    )
    return this.#cache.get(key, () => {
      const resolved = resolveQuery(parsed, metadata, this.#types)
      const allowed = authoriseQuery(resolved, actor.access, parsed.deleted)
      const authorised = bare
        ? { ...allowed, output: allowed.output.map((one) => ({ ...one, shown: [] })) }
        : allowed
      const rightsOf = rights ? actor.access : undefined
      const indexes = indexesOf(resolved.frame.root.entity, this.#types)
      const context = this.#context(actor)
      const shared = context.sizes.shared.has(parsed.entity)
      const path = accessPath(authorised, parsed.deleted, indexes, shared)
      return emitQuery(authorised, context, { ...parsed, after, rightsOf, path, bare })
    })
  }

  count(metadata: EffectiveMetadata, actor: Actor, parsed: ParsedQuery): CompiledStatement {
    const key = this.#key('C', metadata, actor, parsed.shape)
    return this.#cache.get(key, () => {
      const resolved = resolveQuery(parsed, metadata, this.#types)
      const authorised = authoriseQuery(resolved, actor.access, parsed.deleted)
      const options = {
        ...parsed,
        after: undefined,
        rightsOf: undefined,
        path: undefined,
        bare: true,
      }
      return emitCount(authorised, this.#context(actor), options)
    })
  }

  /** `summaries` names the summaries that are kept right at the moment: the others are not used. */
  aggregate(
    metadata: EffectiveMetadata,
    actor: Actor,
    parsed: ParsedAggregate,
    summaries: ReadonlySet<string>
  ): CompiledAggregate {
    const usable = [...summaries].filter((name) => name.startsWith(`${parsed.entity}.`))
    const key = this.#key(`A${usable.join()}`, metadata, actor, parsed.shape)
    return this.#cache.get(key, () => {
      const resolved = resolveAggregate(parsed, metadata, this.#types)
      const authorised = authoriseAggregate(resolved, actor.access, parsed.deleted)
      return emitAggregate(authorised, this.#context(actor), parsed, summaries)
    })
  }

  /** Forgets everything: the metadata has changed. */
  clear(): void {
    this.#cache.clear()
  }
}
