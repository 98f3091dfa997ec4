import type { EffectiveMetadata, FieldDefinition, Json } from '#core/metadata/types'
import type { FieldTypes } from '#core/metadata/field_types/registry'
import { isObject } from '#core/metadata/layers/types'
import type { Records } from '#core/records/records'
import type { Filter, Reference, RecordRow } from '#core/records/types'
import type { Actor } from '#core/security/types'
import { E_FIELD_FORBIDDEN, E_TOO_LARGE, E_UNKNOWN_ENTITY } from '#core/errors/errors'
import { requirePrivilege } from '#core/security/guards'
import { E_SOLUTION_NO_KEY } from '#core/solutions/errors'
import type { RecordSelection } from '#core/solutions/kernel/selection'
import type { Tree } from '#core/solutions/kernel/types'
import { branch, toTree } from '#core/solutions/kernel/tree'
import { recordUnit } from '#core/solutions/kernel/unit_names'
import { carriedFields, naturalKeyOf } from '#core/solutions/natural_keys'

/** Reference data, not data: lists of cities, reasons, products. */
export const MAX_REFERENCE_RECORDS = 5_000
const ASKED = 200

export interface FoundRecord {
  id: number
  version: number
  entity: string
  key: string
  tree: Tree
}

/** Reads reference records as packages hold them: keys instead of ids. What the actor may not read stays out. */
export class ReferenceRecords {
  readonly #records: Records
  readonly #types: FieldTypes
  readonly #metadata: () => EffectiveMetadata

  constructor(records: Records, types: FieldTypes, metadata: () => EffectiveMetadata) {
    this.#records = records
    this.#types = types
    this.#metadata = metadata
  }

  /**
   * @throws E_SOLUTION_NO_KEY, E_TOO_LARGE beyond `MAX_REFERENCE_RECORDS`, E_FORBIDDEN without the right to export the entity
   */
  async select(
    actor: Actor,
    { entity: name, filter, keys }: RecordSelection
  ): Promise<FoundRecord[]> {
    const { entity, key } = this.keyed(name)
    requirePrivilege(actor, name, 'export')
    if (keys) return this.byKeys(actor, name, keys)
    const found = await this.#rows(actor, entity.name, key, filter)
    return this.#asTrees(actor, name, key, found)
  }

  /** Those of the keys that exist, named as they were asked for: keys are compared without regard to case. */
  async byKeys(actor: Actor, name: string, keys: readonly string[]): Promise<FoundRecord[]> {
    const { key, definition } = this.keyed(name)
    const found: RecordRow[] = []
    for (let start = 0; start < keys.length; start += ASKED) {
      const value = keys.slice(start, start + ASKED).map((one) => keyValue(definition, one))
      const wanted: Filter = { path: key, op: 'in', value: value as Json }
      found.push(...(await this.#rows(actor, name, key, wanted)))
    }
    const asked = new Map(keys.map((one) => [one.toLowerCase(), one]))
    const trees = await this.#asTrees(actor, name, key, found)
    return trees.flatMap((one) => {
      const as = asked.get(one.key.toLowerCase())
      return as === undefined ? [] : [{ ...one, key: as }]
    })
  }

  keyed(name: string) {
    const entity = this.#metadata().entity.get(name)
    if (!entity || entity.removed) throw new E_UNKNOWN_ENTITY({ entity: name })
    const key = naturalKeyOf(entity)
    const definition = key === null ? undefined : entity.fields[key]
    if (key === null || !definition) throw new E_SOLUTION_NO_KEY({ entity: name })
    return { entity, key, definition }
  }

  async #rows(
    actor: Actor,
    name: string,
    key: string,
    filter: Filter | undefined
  ): Promise<RecordRow[]> {
    if (!isOpen(actor, name, key)) throw new E_FIELD_FORBIDDEN({ entity: name, field: key })
    const entity = this.#metadata().entity.get(name)
    const fields = entity ? carriedFields(entity, this.#types, this.#metadata()) : []
    const readable = fields.map(([field]) => field).filter((field) => isOpen(actor, name, field))
    const rows: RecordRow[] = []
    for await (const page of this.#records.stream(actor, {
      entity: name,
      select: [...new Set([key, ...readable])],
      sort: [{ path: key, direction: 'asc' }],
      ...(filter ? { filter } : {}),
    })) {
      rows.push(...page.filter((row) => row[key] !== null && row[key] !== undefined))
      if (rows.length > MAX_REFERENCE_RECORDS)
        throw new E_TOO_LARGE({ limit: MAX_REFERENCE_RECORDS })
    }
    return rows
  }

  async #asTrees(
    actor: Actor,
    name: string,
    key: string,
    rows: readonly RecordRow[]
  ): Promise<FoundRecord[]> {
    const fields = this.#metadata().entity.get(name)?.fields ?? {}
    const labels = await this.#linkKeys(actor, fields, rows)
    return rows.map((row) => {
      const items = Object.entries(row).flatMap(([field, value]) => {
        const definition = fields[field]
        if (!definition || value === null) return []
        const carried = carriedValue(definition, value as Json, labels)
        return carried === null ? [] : [[field, toTree(carried)] as const]
      })
      return {
        id: row.id,
        version: row.version,
        entity: name,
        key: String(row[key]),
        tree: branch(items),
      }
    })
  }

  /** Natural keys of everything the rows point to, as `<entity>/<id>`. */
  async #linkKeys(
    actor: Actor,
    fields: Record<string, FieldDefinition>,
    rows: readonly RecordRow[]
  ): Promise<Map<string, string>> {
    const wanted = new Map<string, Set<number>>()
    for (const row of rows) {
      for (const [field, value] of Object.entries(row)) {
        const target = linkTarget(fields[field], value as Json)
        if (target)
          wanted.set(target.entity, (wanted.get(target.entity) ?? new Set()).add(target.id))
      }
    }
    const keys = new Map<string, string>()
    for (const [entity, ids] of wanted) {
      const key = naturalKeyOf(this.#metadata().entity.get(entity))
      if (key === null || !isOpen(actor, entity, key)) continue
      const list = [...ids]
      for (let start = 0; start < list.length; start += ASKED) {
        const value = list.slice(start, start + ASKED)
        const query = { entity, select: [key], filter: { path: 'id', op: 'in' as const, value } }
        for await (const page of this.#records.stream(actor, query)) {
          for (const row of page) {
            if (row[key] !== null) keys.set(`${entity}/${row.id}`, String(row[key]))
          }
        }
      }
    }
    return keys
  }
}

/** Whether the actor sees the values as they are: a masked one must not be carried as if it were the value. */
function isOpen(actor: Actor, entity: string, field: string): boolean {
  return ['read', 'write'].includes(actor.access.field(entity, field))
}

/** A key as the field's filter takes it. */
export function keyValue(field: FieldDefinition, key: string): string | number {
  return field.type === 'integer' ? Number(key) : key
}

function linkTarget(
  field: FieldDefinition | undefined,
  value: Json
): { entity: string; id: number } | null {
  if (!field || !isObject(value)) return null
  const reference = value as unknown as Reference
  if (field.type === 'lookup') return { entity: field.target, id: reference.id }
  return field.type === 'regarding' && reference.entity !== undefined
    ? { entity: reference.entity, id: reference.id }
    : null
}

function carriedValue(
  field: FieldDefinition,
  value: Json,
  keys: ReadonlyMap<string, string>
): Json {
  if (field.type !== 'lookup' && field.type !== 'regarding') return value
  const target = linkTarget(field, value)
  const key = target ? keys.get(`${target.entity}/${target.id}`) : undefined
  if (!target || key === undefined) return null
  return field.type === 'lookup' ? { key } : { entity: target.entity, key }
}

export const unitOf = ({ entity, key }: FoundRecord) => recordUnit(entity, key)
