import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

type Row = Record<string, string>

const SHARED = process.env.PEYVAND_SHARED ?? '../shared'

/** A table of the recorded Asterisk, or of what really happened on that day. */
export function recordedCsv(...parts: string[]): Row[] {
  return parse(readFileSync(join(SHARED, 'data', 'asterisk', ...parts)), { columns: true })
}

/** The inbound calls that an agent answered, by the notes of who placed them: no code of the product has a part in it. */
export function answeredCalls(): Row[] {
  return recordedCsv('ground-truth', 'calls.csv').filter(
    (call) => call.direction === 'inbound' && call.outcome === 'ANSWERED'
  )
}
