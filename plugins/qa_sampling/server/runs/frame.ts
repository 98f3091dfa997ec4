import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Unit } from '../kernel/draw.js'
import { compareTexts } from '../kernel/texts.js'

type Cells = Map<string, Map<string, number[]>>
type Strata = [stratum: string, ids: number[]][]
/**
 * `[group, [[stratum, [first id, then differences]]], the same of before the period where there is any]`, sorted: the same calls make
 * the same text.
 */
type Written = [group: string, strata: Strata, earlier?: Strata][]

/** All calls that could be drawn, kept so that a draw can be repeated and proved: numbers only. */
export class Frame {
  readonly #cells: Cells = new Map()
  readonly #earlier: Cells = new Map()

  /** The list of the units of a stratum of a group, for adding to. */
  idsOf({ group, stratum, earlier }: Omit<Unit, 'id' | 'excluded'>): number[] {
    const cells = earlier ? this.#earlier : this.#cells
    const strata = cells.get(group) ?? new Map<string, number[]>()
    cells.set(group, strata)
    const ids = strata.get(stratum) ?? []
    strata.set(stratum, ids)
    return ids
  }

  /** @returns the text as it is kept, and what proves that it is the one */
  close(): { content: string; digest: string } {
    const groups = [...new Set([...this.#cells.keys(), ...this.#earlier.keys()])].sort(compareTexts)
    const written: Written = groups.map((group) => {
      const own = writtenStrata(this.#cells.get(group))
      const earlier = this.#earlier.get(group)
      return earlier ? [group, own, writtenStrata(earlier)] : [group, own]
    })
    const text = JSON.stringify(written)
    return { content: gzipSync(text).toString('base64'), digest: digestOf(text) }
  }
}

/** The units of a kept frame; null when its digest is another. */
export function openFrame(content: string, digest: string): Unit[] | null {
  const text = gunzipSync(Buffer.from(content, 'base64')).toString()
  if (digestOf(text) !== digest) return null
  const units: Unit[] = []
  const read = (group: string, strata: Strata, earlier: boolean) => {
    for (const [stratum, steps] of strata) {
      let id = 0
      for (const step of steps) {
        id += step
        units.push(earlier ? { id, group, stratum, earlier } : { id, group, stratum })
      }
    }
  }
  for (const [group, strata, before] of JSON.parse(text) as Written) {
    read(group, strata, false)
    if (before) read(group, before, true)
  }
  return units
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function writtenStrata(strata: ReadonlyMap<string, number[]> = new Map()): Strata {
  return [...strata]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([stratum, ids]) => [stratum, differences(ids)])
}

function differences(ids: number[]): number[] {
  ids.sort((a, b) => a - b)
  return ids.map((id, at) => id - (ids[at - 1] ?? 0))
}
