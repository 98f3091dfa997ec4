/** Likely duplicates of a whole entity, without comparing every record with every other. Pure. */
import {
  blockingParts,
  compareRecords,
  type Match,
  type PreparedRecord,
  type RuleParts,
} from '#core/duplicates/kernel/rule'

export interface Pair extends Match {
  /** The smaller id. */
  a: number
  b: number
}

/** Records under one key that are compared each with each; a key of more says too little alone. */
export const BLOCK_LIMIT = 150

export interface PairSearch {
  parts: RuleParts
  threshold: number
  records: ReadonlyMap<number, PreparedRecord>
  /** Records with different marks are not compared: those of other units or owners. */
  marks?: ReadonlyMap<number, string>
  blockLimit?: number
}

export interface Step {
  done: number
  total: number
}

type Block = readonly number[]

/** Records by the keys of one part; only keys that several records have. */
function blocksOf(search: PairSearch, part: string, ids: Iterable<number>): Block[] {
  const byKey = new Map<string, number[]>()
  for (const id of ids) {
    const mark = search.marks?.get(id) ?? ''
    for (const key of search.records.get(id)?.get(part)?.keys ?? []) {
      const at = `${mark}\u0000${key}`
      const block = byKey.get(at)
      if (block) block.push(id)
      else byKey.set(at, [id])
    }
  }
  return [...byKey.values()].filter((block) => block.length > 1)
}

/** A block too large is split by every other part: its pairs must be alike in one of those as well. */
function manageable(
  search: PairSearch,
  part: string,
  block: Block
): { blocks: Block[]; cut: number } {
  const limit = search.blockLimit ?? BLOCK_LIMIT
  if (block.length <= limit) return { blocks: [block], cut: 0 }
  const others = Object.keys(search.parts).filter((name) => name !== part)
  const finer = others.flatMap((name) => blocksOf(search, name, block))
  return { blocks: finer.filter((inner) => inner.length <= limit), cut: 1 }
}

/**
 * Finds the pairs block by block; each step is one block, so that the caller may report, pause or stop. Answers the pairs by
 * score and how many keys were too common to be compared in full.
 */
export function* findPairs(search: PairSearch): Generator<Step, { pairs: Pair[]; cut: number }> {
  const { parts, records, threshold } = search
  const found = new Map<string, Pair>()
  const seen = new Set<number>()
  const ids = [...records.keys()].sort((x, y) => x - y)
  const place = new Map(ids.map((id, at) => [id, at]))
  const blocks = blockingParts(parts, threshold).flatMap((part) =>
    blocksOf(search, part, ids).map((block) => ({ part, block }))
  )
  let cut = 0
  for (const [done, { part, block }] of blocks.entries()) {
    const split = manageable(search, part, block)
    cut += split.cut
    for (const inner of split.blocks) {
      for (const [at, one] of inner.entries()) {
        for (const other of inner.slice(at + 1)) {
          const [a, b] = one < other ? [one, other] : [other, one]
          const number = (place.get(a) ?? 0) * ids.length + (place.get(b) ?? 0)
          if (seen.has(number)) continue
          seen.add(number)
          const match = compareRecords(parts, recordOf(records, a), recordOf(records, b))
          if (match.score >= threshold) found.set(`${a}-${b}`, { a, b, ...match })
        }
      }
    }
    /** What was compared is remembered only for a while: comparing twice costs less than remembering everything. */
    if (seen.size > 2_000_000) seen.clear()
    yield { done: done + 1, total: blocks.length }
  }
  return { pairs: [...found.values()].sort(byScore), cut }
}

const NOTHING: PreparedRecord = new Map()
const recordOf = (records: ReadonlyMap<number, PreparedRecord>, id: number) =>
  records.get(id) ?? NOTHING

export function byScore(x: Pair, y: Pair): number {
  return y.score - x.score || x.a - y.a || x.b - y.b
}

export interface Group {
  ids: number[]
  pairs: Pair[]
  /** The highest of its pairs. */
  score: number
}

/** Records that hang together by pairs, the likeliest group first. */
export function groupPairs(pairs: readonly Pair[]): Group[] {
  const parent = new Map<number, number>()
  const root = (id: number): number => {
    let at = id
    for (let next = parent.get(at); next !== undefined && next !== at; next = parent.get(at))
      at = next
    return at
  }
  for (const { a, b } of pairs) {
    const [low, high] = [root(a), root(b)].sort((x, y) => x - y)
    parent.set(a, parent.get(a) ?? a)
    parent.set(b, parent.get(b) ?? b)
    parent.set(high ?? b, low ?? a)
  }
  const groups = Map.groupBy(pairs, ({ a }) => root(a))
  return [...groups.values()]
    .map((own) => ({
      ids: [...new Set(own.flatMap(({ a, b }) => [a, b]))].sort((x, y) => x - y),
      pairs: own.toSorted(byScore),
      score: Math.max(...own.map(({ score }) => score)),
    }))
    .sort((x, y) => y.score - x.score || (x.ids[0] ?? 0) - (y.ids[0] ?? 0))
}
