/*
 * Schema synchronisation, from any definitions to any others, killed anywhere. A crash is the real thing: before each
 * statement the files of the database are copied as they lie on the disk, which is what a killed process leaves behind; each
 * copy is then opened and brought to the target.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { CodedError } from '#core/errors/coded_error'
import { dialectOf } from '#core/database/dialect'
import { columnName, FieldTypes, linkTableOf } from '#core/metadata/field_types/registry'
import { emptyMaps } from '#core/metadata/layers/types'
import { applyPlan, statementsOf } from '#core/metadata/schema_sync/apply'
import { diff } from '#core/metadata/schema_sync/diff'
import { planBetween } from '#core/metadata/table_plans'
import { targetSchema, type TargetTable } from '#core/metadata/schema_sync/target'
import type { EntityDefinition, FieldDefinition, Json } from '#core/metadata/types'
import { add, label } from '#tests/unit/metadata/definitions'
import { definitionsOf, meansTheSame, SAMPLES } from '#tests/unit/metadata/schema_samples'
import { memoryKnex } from '#tests/unit/records/support/bank'

const types = new FieldTypes()
const dialect = dialectOf('sqlite')
const tools = { dialect, types }
const TABLE = 'x_thing'
const STAMP = '2026-01-01T00:00:00.000Z'

type Fields = Record<string, FieldDefinition>
interface Shape {
  fields: Fields
  /** Fields of a further index, and whether equal values are refused. */
  index: { fields: string[]; unique: boolean } | null
}

/** Fields of the same name are the same, or what their type may become, so that a plan exists; both sides have their own. */
const shapes: fc.Arbitrary<{ before: Shape; after: Shape; values: number[][] }> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(SAMPLES)), { minLength: 3, maxLength: 9 })
  .chain((kinds) =>
    fc.record({
      kinds: fc.constant(kinds),
      at: fc.array(
        fc.record({
          side: fc.constantFrom('both', 'both', 'both', 'before', 'after', 'removed'),
          before: fc.nat({ max: 100 }),
          after: fc.nat({ max: 100 }),
          values: fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 }),
        }),
        { minLength: kinds.length, maxLength: kinds.length }
      ),
      indexes: fc.array(fc.option(fc.tuple(fc.nat({ max: 8 }), fc.nat({ max: 8 }))), {
        minLength: 2,
        maxLength: 2,
      }),
    })
  )
  .map(({ kinds, at, indexes }) => {
    const before: Fields = {}
    const after: Fields = {}
    const values: number[][] = []
    for (const [n, kind] of kinds.entries()) {
      const choice = at[n]
      if (!choice) continue
      const { first, then } = definitionsOf(kind, types)
      const old = first[choice.before % first.length] as FieldDefinition
      const next = then(old)
      const now = next[choice.after % next.length] as FieldDefinition
      if (choice.side !== 'after') before[kind] = old
      if (choice.side === 'both' || choice.side === 'after') after[kind] = now
      if (choice.side === 'removed') after[kind] = { ...old, removed: true }
      values.push(choice.values)
    }
    const shape = (fields: Fields, pair: [number, number] | null | undefined): Shape => {
      const names = Object.entries(fields)
        .filter(([, field]) => !field.removed && '' in types.get(field.type).columns(field))
        .map(([name]) => name)
      const [a, b] = [names[pair?.[0] ?? 99], names[pair?.[1] ?? 99]]
      return { fields, index: a && b && a !== b ? { fields: [a, b], unique: false } : null }
    }
    return { before: shape(before, indexes[0]), after: shape(after, indexes[1]), values }
  })

function mapsOf({ fields, index }: Shape) {
  const maps = emptyMaps()
  const entity: EntityDefinition = {
    name: TABLE,
    label,
    labelPlural: label,
    titleField: 'id',
    fields,
    ...(index ? { indexes: { own: index } } : {}),
  }
  add(maps, 'entity', entity)
  return maps
}

const targetOf = (shape: Shape): TargetTable[] => targetSchema(mapsOf(shape), types)

const planFor = (knex: Knex, after: Shape, before = after) =>
  planBetween(knex, dialect, types, mapsOf(before), mapsOf(after))

async function bring(knex: Knex, after: Shape, before = after): Promise<void> {
  await applyPlan(knex, await planFor(knex, after, before), tools)
}

/** Three rows; each value by the field's own type, as the record engine writes it. */
async function writeRows(knex: Knex, fields: Fields, picks: ReadonlyMap<string, number[]>) {
  for (const row of [0, 1, 2]) {
    const columns: Record<string, unknown> = {
      id: row + 1,
      created_at: STAMP,
      updated_at: STAMP,
      version: 7,
    }
    for (const [name, field] of Object.entries(fields))
      Object.assign(columns, columnsOf(name, field, valueOf(name, field, picks, row)))
    await knex(TABLE).insert(columns)
    for (const [name, field] of Object.entries(fields)) {
      for (const value of linksOf(field, valueOf(name, field, picks, row)))
        await knex(linkTableOf(TABLE, name)).insert({ record_id: row + 1, value })
    }
  }
}

function valueOf(
  name: string,
  field: FieldDefinition,
  picks: ReadonlyMap<string, number[]>,
  row: number
): Json {
  const samples = SAMPLES[name]?.values ?? []
  const value = samples[(picks.get(name)?.[row] ?? 0) % (samples.length + 1)] ?? null
  if (value === null) return null
  const parsed = types.get(field.type).parse(value, field)
  if (!('value' in parsed)) throw new Error(`${name}: ${parsed.code}`)
  return parsed.value
}

function columnsOf(name: string, field: FieldDefinition, value: Json): Record<string, unknown> {
  const type = types.get(field.type)
  const bound = value === null ? {} : type.toDatabase(value, field, 'sqlite')
  const suffixes = Object.keys(type.columns(field))
  return Object.fromEntries(
    suffixes.map((suffix) => [columnName(name, suffix), bound[suffix] ?? null])
  )
}

function linksOf(field: FieldDefinition, value: Json): Json[] {
  const link = types.get(field.type).link?.(field)
  return link && Array.isArray(value) ? value : []
}

/** All that the catalogue says of the tables: columns with type, nullability and default, and the text of each index. */
async function catalogue(knex: Knex, target: TargetTable[]) {
  const found: Record<
    string,
    { columns: Record<string, string>; indexes: Record<string, string> }
  > = {}
  for (const { name } of target) {
    const columns: Record<string, unknown>[] = await knex.raw(
      'select name, type, "notnull" as needed, dflt_value as preset from pragma_table_info(?)',
      [name]
    )
    const indexes: { name: string; sql: string }[] = await knex('sqlite_master')
      .where({ type: 'index', tbl_name: name })
      .whereNotNull('sql')
      .select('name', 'sql')
    found[name] = {
      columns: Object.fromEntries(columns.map((one) => [String(one.name), JSON.stringify(one)])),
      indexes: Object.fromEntries(indexes.map((one) => [one.name, one.sql])),
    }
  }
  return found
}

async function rowsOf(knex: Knex): Promise<Record<string, unknown>[]> {
  return knex(TABLE).orderBy('id')
}

/** The value that a row holds of a field, read by its type. */
async function readValue(
  knex: Knex,
  name: string,
  field: FieldDefinition,
  row: Record<string, unknown>
): Promise<Json> {
  const type = types.get(field.type)
  const suffixes = Object.keys(type.columns(field))
  if (suffixes.length === 0 && type.link) {
    const linked: Json[] = await knex(linkTableOf(TABLE, name))
      .where('record_id', Number(row.id))
      .orderBy('value')
      .pluck('value')
    return linked.length === 0 ? null : linked
  }
  const columns = Object.fromEntries(suffixes.map((one) => [one, row[columnName(name, one)]]))
  return type.fromDatabase(columns, field, 'sqlite') as Json
}

class Disk {
  readonly folder = mkdtempSync(join(tmpdir(), 'peyvand-crash-'))
  #copies = 0

  path(name: string): string {
    return join(this.folder, name)
  }

  /** The database as a process killed now would leave it. */
  copy(from: string): string {
    const to = this.path(`copy${(this.#copies += 1)}.sqlite`)
    for (const part of ['', '-wal'])
      if (existsSync(from + part)) copyFileSync(from + part, to + part)
    return to
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

test.group('laws of schema synchronisation', () => {
  test('killed before any statement, the next start reaches the target and no value is lost', async ({
    assert,
  }) => {
    const seen = { crashes: 0, refused: 0, types: new Set<string>() }
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        async (given, at) => {
          const { before, after } = given
          const picks = new Map(
            Object.keys({ ...before.fields, ...after.fields }).map((name, n) => [
              name,
              given.values[n] ?? [],
            ])
          )
          const disk = new Disk()
          const open: Knex[] = []
          const opened = (path: string) => {
            const knex = memoryKnex(path)
            open.push(knex)
            return knex
          }
          try {
            const first = opened(disk.path('first.sqlite'))
            await bring(first, before)
            await writeRows(first, before.fields, picks)
            const oldRows = await rowsOf(first)
            const target = targetOf(after)
            const plan = await planFor(first, after, before)
            const was = await catalogue(first, target)

            const copies: string[] = []
            const copyNow = () => copies.push(disk.copy(disk.path('first.sqlite')))
            first.on('query', copyNow)
            try {
              await applyPlan(first, plan, tools)
            } catch (error) {
              if (!(error instanceof CodedError)) throw error
              seen.refused += 1
              assert.match(error.code, /^E_SCHEMA_(WOULD_LOSE|DUPLICATES|NOT_LOSSLESS)$/)
              first.off('query', copyNow)
              assert.deepEqual(await catalogue(first, target), was)
              assert.deepEqual(await rowsOf(first), oldRows)
              return
            }
            first.off('query', copyNow)

            const direct = opened(disk.path('direct.sqlite'))
            await bring(direct, after)
            const wanted = await catalogue(direct, target)
            const chosen = new Set(at.map((one) => one % Math.max(1, copies.length)))
            const ends = [...chosen].flatMap((one) => copies[one] ?? [])
            for (const path of [...ends, null]) {
              const knex = path === null ? first : opened(path)
              if (path !== null) {
                seen.crashes += 1
                await bring(knex, after, before)
              }
              assert.deepEqual(await planFor(knex, after), { steps: [] })
              const reached = await catalogue(knex, target)
              for (const [table, { columns, indexes }] of Object.entries(wanted)) {
                assert.deepEqual(reached[table]?.indexes, indexes)
                assert.containsSubset(reached[table]?.columns, columns)
                const orphans = Object.keys(reached[table]?.columns ?? {}).filter(
                  (name) => !(name in columns)
                )
                assert.containsSubset(
                  was[table]?.columns ?? {},
                  onlyOf(was[table]?.columns, orphans)
                )
              }
              const rows = await rowsOf(knex)
              assert.lengthOf(rows, oldRows.length)
              for (const [n, row] of rows.entries()) {
                assert.containsSubset(row, { id: n + 1, version: 7, created_at: STAMP })
                for (const [name, field] of Object.entries(after.fields)) {
                  if (field.removed) continue
                  seen.types.add(field.type)
                  const old = before.fields[name]
                  const value = await readValue(knex, name, field, row)
                  const expected = old ? valueOf(name, old, picks, n) : null
                  assert.isTrue(
                    meansTheSame(expected, value),
                    `${name}: ${old?.type} ${JSON.stringify(expected)} → ${field.type} ${JSON.stringify(value)}`
                  )
                  assert.containsSubset(row, columnsOf(name, field, plainOf(value)))
                  if (!types.get(field.type).link) continue
                  const linked: Json[] = await knex(linkTableOf(TABLE, name))
                    .where('record_id', n + 1)
                    .pluck('value')
                  assert.sameMembers(linked, linksOf(field, value))
                }
                for (const [name, old] of Object.entries(before.fields)) {
                  if (after.fields[name] && !after.fields[name].removed) continue
                  for (const suffix of Object.keys(types.get(old.type).columns(old))) {
                    const column = columnName(name, suffix)
                    assert.strictEqual(row[column], oldRows[n]?.[column])
                  }
                }
              }
            }
          } finally {
            for (const knex of open) await knex.destroy()
            disk.remove()
          }
        }
      ),
      { numRuns: 24, seed: 3 }
    )
    /** The law would be empty if all were refused or nothing changed. */
    assert.isAbove(seen.crashes, 40)
    assert.isBelow(seen.refused, 12)
    assert.isAbove(seen.types.size, 20)
  }).timeout(120_000)

  test('the search key of a text that was not searched for a while is made anew', async ({
    assert,
  }) => {
    const knex = memoryKnex()
    const shape = (searchable: boolean): Shape => ({
      fields: { name: { type: 'text', label, searchable } },
      index: null,
    })
    await bring(knex, shape(true))
    await knex(TABLE).insert({
      name: 'Old',
      name__folded: 'old',
      created_at: STAMP,
      updated_at: STAMP,
    })
    await bring(knex, shape(false))
    await knex(TABLE).update({ name: 'New' })
    await bring(knex, shape(true))
    assert.deepEqual(await knex(TABLE).pluck('name__folded'), ['new'])
    await knex.destroy()
  })

  test('on SQL Server any plan is made of statements of its own, with every name quoted', ({
    assert,
  }) => {
    const mssql = dialectOf('mssql')
    fc.assert(
      fc.property(shapes, ({ after }) => {
        const target = targetOf(after)
        const steps = diff(target, new Map(), mssql).steps
        const statements = steps.flatMap((step) => statementsOf(step, mssql))
        for (const sql of statements) {
          assert.match(sql, /^(CREATE TABLE|CREATE (UNIQUE )?INDEX) \[/)
          assert.notMatch(sql, /"|`|undefined|NaN/)
        }
        for (const { columns } of target)
          for (const { name, spec } of columns) {
            const declared = `[${name}] ${mssql.columnType(spec)}`
            assert.isTrue(
              statements.some((sql) => sql.includes(declared)),
              declared
            )
          }
      }),
      { numRuns: 60, seed: 5 }
    )
  })
})

const onlyOf = (all: Record<string, string> = {}, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, all[name]]))

/** A reference is read with its label; written it is the id. */
function plainOf(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if ('entity' in value) return { entity: value.entity ?? null, id: value.id ?? null }
  return 'id' in value && 'label' in value ? (value.id ?? null) : value
}
