import { formatAutonumber } from '#core/metadata/field_types/autonumber_type'
import type { DialectName } from '#core/database/types'
import type { EntityModel } from '#core/records/writing/entity_model'
import type { FieldValues } from '#core/records/hooks'
import type { Session } from '#core/records/execution/statements'

const SQLITE = `insert into record_counters (name, value) values (?, ?)
  on conflict (name) do update set value = value + excluded.value returning value`
/** HOLDLOCK makes "is there one? else insert" one step; the row stays locked until the transaction ends. */
const MSSQL = `merge record_counters with (holdlock) as t using (values (?, ?)) as s (name, value) on t.name = s.name
  when matched then update set value = t.value + s.value
  when not matched then insert (name, value) values (s.name, s.value)
  output inserted.value;`

/** Numbers begin anew with the year or month that the format shows. */
function counterName(entity: string, field: string, format: string, now: Date): string {
  const iso = now.toISOString()
  const period = format.includes('{mm}')
    ? iso.slice(0, 7)
    : /\{yy(yy)?\}/.test(format)
      ? iso.slice(0, 4)
      : ''
  return `${entity}.${field}${period ? `:${period}` : ''}`
}

/**
 * Gives autonumbers to new records that have none. The counters are rows changed in the transaction of the write: a number is
 * never given twice, and one that was rolled back is given again.
 */
export async function giveNumbers(
  session: Session,
  dialect: DialectName,
  model: EntityModel,
  rows: readonly FieldValues[],
  now: Date
): Promise<void> {
  for (const { name, definition } of model.autonumbers) {
    if (definition.type !== 'autonumber') continue
    const waiting = rows.filter((values) => (values[name] ?? null) === null)
    if (waiting.length === 0) continue
    const counter = counterName(model.name, name, definition.format, now)
    const sql = dialect === 'sqlite' ? SQLITE : MSSQL
    const [row] = await session.rows(sql, [counter, waiting.length])
    const last = Number(row?.[0])
    waiting.forEach((values, index) => {
      const sequence = last - waiting.length + 1 + index
      values[name] = formatAutonumber(definition.format, sequence, now)
    })
  }
}
