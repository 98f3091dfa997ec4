import fc from 'fast-check'
import { test } from '@japa/runner'
import { assembleAgents } from '#plugins/telephony/server/assembler/agent_history'
import { assembleGroup } from '#plugins/telephony/server/assembler/assemble_group'
import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { groupRows, type LinkedGroup } from '#plugins/telephony/server/assembler/grouping'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  allRows,
  IncrementalMirror,
  sortedCalls,
  tables,
  type AnyRow,
} from './support/incremental_mirror.js'
import { asterisk, asteriskOptions } from './support/shared_data.js'

const site = new Site(asteriskOptions())
const groups = () => groupRows(asterisk().rows)

/** A random choice of the recorded calls; the rare and difficult ones come often. */
function someGroups(maxLength: number): fc.Arbitrary<LinkedGroup[]> {
  const all = groups()
  const difficult = all.filter((group) => group.cdr.length > 4 || group.ids.length > 6)
  const joined = all.filter((group) => new Set(group.cel.map((row) => row.linkedid)).size > 1)
  const one = fc.oneof(...[all, difficult, joined].map((list) => fc.constantFrom(...list)))
  return fc.uniqueArray(one, { minLength: 1, maxLength, selector: (group) => group.ids[0] })
}

const rowsOf = (chosen: readonly LinkedGroup[]): AnyRow[] =>
  chosen.flatMap((group) => allRows(group))

/** The rows in any order. */
const inAnyOrder = (rows: AnyRow[]) =>
  fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })

const assemble = (rows: readonly AnyRow[]) => sortedCalls(assembleRows(tables(rows), () => site))

test.group('Assembler, for any rows', () => {
  test('the order of a call’s rows makes no difference', ({ assert }) => {
    const cases = someGroups(1).chain(([group]) => {
      const rows = rowsOf(group === undefined ? [] : [group])
      return fc.record({ rows: fc.constant(rows), mixed: inAnyOrder(rows) })
    })
    fc.assert(
      fc.property(cases, ({ rows, mixed }) => {
        assert.deepEqual(assemble(mixed), assemble(rows))
      }),
      { numRuns: 150 }
    )
  })

  test('in whatever batches the rows come, the end is that of all at once', ({ assert }) => {
    const cases = someGroups(5).chain((chosen) => {
      const rows = rowsOf(chosen)
      return fc.record({
        rows: fc.constant(rows),
        mixed: inAnyOrder(rows),
        cuts: fc.array(fc.nat({ max: rows.length }), { maxLength: 8 }),
      })
    })
    fc.assert(
      fc.property(cases, ({ rows, mixed, cuts }) => {
        const mirror = new IncrementalMirror([site])
        const borders = [0, ...cuts.sort((a, b) => a - b), mixed.length]
        for (let index = 1; index < borders.length; index += 1) {
          mirror.take(mixed.slice(borders[index - 1], borders[index]))
        }
        assert.deepEqual(mirror.calls(), assemble(rows))
      }),
      { numRuns: 120 }
    )
  })

  test('row by row in the PBX’s order too', ({ assert }) => {
    fc.assert(
      fc.property(someGroups(2), (chosen) => {
        const rows = rowsOf(chosen)
        const mirror = new IncrementalMirror([site])
        for (const row of rows) mirror.take([row])
        assert.deepEqual(mirror.calls(), assemble(rows))
      }),
      { numRuns: 25 }
    )
  })

  test('rows written twice change nothing, even with ids of their own or without the newer columns', ({
    assert,
  }) => {
    const cases = someGroups(1).chain(([group]) => {
      const rows = rowsOf(group === undefined ? [] : [group])
      return fc.record({
        rows: fc.constant(rows),
        again: fc.subarray(rows),
        older: fc.subarray(rows.filter((each) => each.table === 'cdr')),
      })
    })
    fc.assert(
      fc.property(cases, ({ rows, again, older }) => {
        const doubles = again.map((each, index): AnyRow => renumbered(each, 100_000 + index))
        const poorer = older.map((each): AnyRow => withoutNewColumns(each))
        assert.deepEqual(assemble([...rows, ...doubles, ...poorer]), assemble(rows))
      }),
      { numRuns: 120 }
    )
  })

  test('sites with equal ids do not mix', ({ assert }) => {
    const other = new Site({ ...asteriskOptions(2), timeZone: 'Asia/Baku' })
    const cases = someGroups(3).chain((chosen) => {
      const rows = [...rowsOf(chosen), ...rowsOf(chosen).map((each) => ofSite(each, 2))]
      return fc.record({ chosen: fc.constant(chosen), mixed: inAnyOrder(rows) })
    })
    fc.assert(
      fc.property(cases, ({ chosen, mixed }) => {
        const calls = sortedCalls(
          assembleRows(tables(mixed), (siteId) => (siteId === 1 ? site : other))
        )
        const own = calls.filter(({ call }) => call.siteId === 1)
        const second = calls.filter(({ call }) => call.siteId === 2)
        assert.deepEqual(own, assemble(rowsOf(chosen)))
        const rows = tables(rowsOf(chosen).map((each) => ofSite(each, 2)))
        assert.deepEqual(second, sortedCalls(assembleRows(rows, () => other)))
        assert.deepEqual(
          second.map(({ call }) => call.key),
          own.map(({ call }) => call.key)
        )
      }),
      { numRuns: 60 }
    )
  })

  test('any part of a call’s rows can be assembled and its keys are unique', ({ assert }) => {
    const cases = someGroups(3).chain((chosen) => fc.subarray(rowsOf(chosen)))
    fc.assert(
      fc.property(cases, (rows) => {
        for (const group of groupRows(tables(rows))) {
          const { call, legs, attempts, transfers, recordings, surveys } = assembleGroup(
            group,
            site
          )
          const parts = [...legs, ...attempts, ...transfers, ...recordings, ...surveys]
          assert.equal(new Set(parts.map((part) => part.key)).size, parts.length)
          assert.isTrue(parts.every((part) => part.callKey === call.key))
          assert.isFalse(Number.isNaN(call.startedAt))
        }
      }),
      { numRuns: 200 }
    )
  })
})

test.group('Agents’ histories, for any rows', () => {
  test('order and doubles of the rows make no difference', ({ assert }) => {
    const { queueLog } = asterisk().rows
    const cases = fc.record({
      mixed: fc.shuffledSubarray([...queueLog], {
        minLength: queueLog.length,
        maxLength: queueLog.length,
      }),
      again: fc.subarray([...queueLog]),
    })
    fc.assert(
      fc.property(cases, ({ mixed, again }) => {
        const doubles = again.map((row, index) => ({ ...row, id: 100_000 + index }))
        assert.deepEqual(assembleAgents([...mixed, ...doubles], site), asterisk().agents)
      }),
      { numRuns: 30 }
    )
  })
})

function renumbered(each: AnyRow, id: number): AnyRow {
  if (each.table === 'cdr') return { table: 'cdr', row: { ...each.row, mirrorId: id } }
  if (each.table === 'cel') return { table: 'cel', row: { ...each.row, id, mirrorId: id } }
  return { table: 'queueLog', row: { ...each.row, id, mirrorId: id } }
}

/** The row as an older back-end writes it. */
function withoutNewColumns(each: AnyRow): AnyRow {
  if (each.table !== 'cdr') return each
  const old = { sequence: 0, linkedid: '', recordingfile: '', cnum: '', cnam: '', did: '' }
  return { table: 'cdr', row: { ...each.row, ...old, mirrorId: 200_000 } }
}

function ofSite(each: AnyRow, siteId: number): AnyRow {
  if (each.table === 'cdr') return { table: 'cdr', row: { ...each.row, siteId } }
  if (each.table === 'cel') return { table: 'cel', row: { ...each.row, siteId } }
  return { table: 'queueLog', row: { ...each.row, siteId } }
}
