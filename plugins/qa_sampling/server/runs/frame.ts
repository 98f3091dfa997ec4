import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { compareTexts, type Unit } from '../kernel/draw.js'

type Cells = Map<string, Map<string, number[]>>
/** `[group, [[stratum, [first id, then differences]]]]`, sorted: the same calls make the same text. */
type Written = [group: string, strata: [stratum: string, ids: number[]][]][]

/** All calls that could be drawn, kept so that a draw can be repeated and proved: numbers only. */
export class Frame {
  readonly #cells: Cells = new Map()

  add({ id, group, stratum, excluded }: Unit): void {
    if (excluded !== undefined) return
    const strata = this.#cells.get(group) ?? new Map<string, number[]>()
    this.#cells.set(group, strata)
    const ids = strata.get(stratum)
    if (ids) ids.push(id)
    else strata.set(stratum, [id])
  }

  /** @returns the text as it is kept, and what proves that it is the one */
  close(): { content: string; digest: string } {
    const written: Written = sorted(this.#cells).map(([group, strata]) => [
      group,
      sorted(strata).map(([stratum, ids]) => [stratum, differences(ids)]),
    ])
    const text = JSON.stringify(written)
    return { content: gzipSync(text).toString('base64'), digest: digestOf(text) }
  }
}

/** The units of a kept frame; null when its digest is another. */
export function openFrame(content: string, digest: string): Unit[] | null {
  const text = gunzipSync(Buffer.from(content, 'base64')).toString()
  if (digestOf(text) !== digest) return null
  const units: Unit[] = []
  for (const [group, strata] of JSON.parse(text) as Written) {
    for (const [stratum, steps] of strata) {
      let id = 0
      for (const step of steps) units.push({ id: (id += step), group, stratum })
    }
  }
  return units
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => compareTexts(a, b))
}

function differences(ids: number[]): number[] {
  ids.sort((a, b) => a - b)
  return ids.map((id, at) => id - (ids[at - 1] ?? 0))
}
