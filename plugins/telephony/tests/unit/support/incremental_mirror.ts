import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { idsOf, touchedGroups } from '#plugins/telephony/server/assembler/grouping'
import type { Site } from '#plugins/telephony/server/assembler/site'
import type { AssembledCall } from '#plugins/telephony/server/model/assembled'
import type { RawCdr, RawCel, RawQueueLog, RawRows } from '#plugins/telephony/server/model/raw'

/** Any row with the table it is of. */
export type AnyRow =
  | { table: 'cdr'; row: RawCdr }
  | { table: 'cel'; row: RawCel }
  | { table: 'queueLog'; row: RawQueueLog }

export function allRows(rows: RawRows): AnyRow[] {
  return [
    ...rows.cdr.map((row): AnyRow => ({ table: 'cdr', row })),
    ...rows.cel.map((row): AnyRow => ({ table: 'cel', row })),
    ...rows.queueLog.map((row): AnyRow => ({ table: 'queueLog', row })),
  ]
}

export function tables(rows: readonly AnyRow[]): {
  cdr: RawCdr[]
  cel: RawCel[]
  queueLog: RawQueueLog[]
} {
  const result = { cdr: [] as RawCdr[], cel: [] as RawCel[], queueLog: [] as RawQueueLog[] }
  for (const each of rows) {
    if (each.table === 'cdr') result.cdr.push(each.row)
    else if (each.table === 'cel') result.cel.push(each.row)
    else result.queueLog.push(each.row)
  }
  return result
}

/** What a sync does with batches of rows, in memory: keep them, assemble the calls they touch, replace those. */
export class IncrementalMirror {
  readonly #sites: ReadonlyMap<number, Site>
  readonly #rows: AnyRow[] = []
  readonly #calls = new Map<string, AssembledCall>()
  readonly #keys = new Map<string, string>()

  constructor(sites: readonly Site[]) {
    this.#sites = new Map(sites.map((site) => [site.siteId, site]))
  }

  take(batch: readonly AnyRow[]): void {
    this.#rows.push(...batch)
    const touched = touchedGroups(tables(batch), (siteId, id) => this.#keys.get(`${siteId} ${id}`))
    for (const group of touched) {
      const ids = new Set(group.ids)
      for (const key of group.knownKeys) {
        for (const id of this.#calls.get(`${group.siteId} ${key}`)?.ids ?? []) ids.add(id)
        this.#calls.delete(`${group.siteId} ${key}`)
      }
      const own = this.#rows.filter(
        ({ row }) => row.siteId === group.siteId && idsOf(row).some((id) => ids.has(id))
      )
      for (const call of assembleRows(tables(own), (siteId) => this.#sites.get(siteId))) {
        this.#calls.set(`${group.siteId} ${call.call.key}`, call)
        for (const id of call.ids) this.#keys.set(`${group.siteId} ${id}`, call.call.key)
      }
    }
  }

  calls(): AssembledCall[] {
    return sortedCalls([...this.#calls.values()])
  }
}

export function sortedCalls(calls: readonly AssembledCall[]): AssembledCall[] {
  const name = ({ call }: AssembledCall) => `${call.siteId} ${call.key}`
  return [...calls].sort((a, b) => (name(a) < name(b) ? -1 : 1))
}
