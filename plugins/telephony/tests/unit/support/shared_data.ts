import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { assembleAgents } from '#plugins/telephony/server/assembler/agent_history'
import { assembleRows } from '#plugins/telephony/server/assembler/assemble_rows'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  defaultSiteOptions,
  type SiteOptions,
} from '#plugins/telephony/server/assembler/site_options'
import type { AgentHistory, AssembledCall } from '#plugins/telephony/server/model/assembled'
import { rawCdr, rawCel, rawQueueLog, type RawRows } from '#plugins/telephony/server/model/raw'

export type CsvRow = Record<string, string>

const SHARED = process.env.PEYVAND_SHARED ?? '../shared'

export function sharedPath(...parts: string[]): string {
  return join(SHARED, 'data', ...parts)
}

export function sharedCsv(...parts: string[]): CsvRow[] {
  const bytes = readFileSync(sharedPath(...parts))
  return parse(parts.at(-1)?.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true })
}

export function sharedJson(...parts: string[]): unknown {
  return JSON.parse(readFileSync(sharedPath(...parts), 'utf8'))
}

/** A site's rows, its options, and what they make. */
export interface SiteData {
  rows: { cdr: RawRows['cdr']; cel: RawRows['cel']; queueLog: RawRows['queueLog'] }
  options: SiteOptions
  site: Site
  calls: AssembledCall[]
  byKey: Map<string, AssembledCall>
  agents: AgentHistory[]
}

function assembled(rows: SiteData['rows'], options: SiteOptions): SiteData {
  const site = new Site(options)
  const calls = assembleRows(rows, () => site)
  return {
    rows,
    options,
    site,
    calls,
    byKey: new Map(calls.map((each) => [each.call.key, each])),
    agents: assembleAgents(rows.queueLog, site),
  }
}

/** Options of the recorded Asterisk: its named members and the names of its phones. */
export function asteriskOptions(siteId = 1): SiteOptions {
  return {
    ...defaultSiteOptions(siteId, 'Asia/Tehran'),
    trunks: ['trunk-*'],
    members: [
      { interface: 'PJSIP/204', name: 'Dina Moradi', extension: '' },
      { interface: 'PJSIP/302', name: 'Back Office', extension: '' },
      { interface: 'Local/205@from-queue/n', name: 'Reza Tehrani', extension: '' },
      { interface: 'Local/206@from-queue/n', name: 'Neda Sadeghi', extension: '' },
    ],
    extensionNames: { '201': 'Sara Ahmadi', '202': 'Ali Rezaei', '203': 'Mina Karimi' },
  }
}

const memory = new Map<string, SiteData>()

function once(name: string, make: () => SiteData): SiteData {
  const known = memory.get(name)
  if (known) return known
  const made = make()
  memory.set(name, made)
  return made
}

export function asteriskRows(siteId = 1): SiteData['rows'] {
  const numbered = (row: CsvRow, index: number) => ({ ...row, siteId, mirrorId: index + 1 })
  return {
    cdr: sharedCsv('asterisk', 'cdr.csv').map((row, index) => rawCdr(numbered(row, index))),
    cel: sharedCsv('asterisk', 'cel.csv').map((row, index) => rawCel(numbered(row, index))),
    queueLog: sharedCsv('asterisk', 'queue_log.csv').map((row, index) =>
      rawQueueLog(numbered(row, index))
    ),
  }
}

/** The recorded Asterisk with all three tables. */
export function asterisk(): SiteData {
  return once('asterisk', () => assembled(asteriskRows(), asteriskOptions()))
}

/** The same without cel, as a PBX that does not write it. */
export function asteriskWithoutCel(): SiteData {
  return once('asterisk without cel', () =>
    assembled({ ...asteriskRows(), cel: [] }, asteriskOptions())
  )
}

/** January 1999 of a bank: cdr and queue_log only. */
export function bank(): SiteData {
  return once('bank', () => {
    const cdr = sharedCsv('bank-1999', 'cdr.csv.gz')
    const queueLog = sharedCsv('bank-1999', 'queue_log.csv.gz')
    return assembled(
      {
        cdr: cdr.map((row, index) => rawCdr({ ...row, siteId: 1, mirrorId: index + 1 })),
        cel: [],
        queueLog: queueLog.map((row, index) =>
          rawQueueLog({ ...row, siteId: 1, mirrorId: index + 1, id: index + 1 })
        ),
      },
      defaultSiteOptions(1, 'Asia/Tehran')
    )
  })
}

/** ground-truth/calls.csv of the recorded Asterisk by uniqueid. */
export function groundTruth(): CsvRow[] {
  return sharedCsv('asterisk', 'ground-truth', 'calls.csv')
}

/** The queue legs of a call. */
export function visitsOf(call: AssembledCall | undefined) {
  return (call?.legs ?? []).filter((leg) => leg.kind === 'queue')
}

/** The agents' parts of a call, without the part of the agent who dialled. */
export function stintsOf(call: AssembledCall | undefined) {
  return (call?.legs ?? []).filter((leg) => leg.kind === 'agent' && leg.via !== 'origin')
}
