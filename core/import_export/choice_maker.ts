import { createHash } from 'node:crypto'
import { foldWord } from '#core/metadata/field_types/text_folding'
import type { Metadata } from '#core/metadata/metadata'
import {
  CLIENT_PREFIX,
  type ChoiceListDefinition,
  type ClientChange,
  type Language,
} from '#core/metadata/types'
import type { Actor, Origin } from '#core/security/types'
import type { FieldSource, ImportRecord } from '#core/import_export/types'
import { sourceText } from '#core/import_export/mapping/transforms'
import { readCsv } from '#core/import_export/text/csv_reader'

/** A column with more different texts is no choice: it was mapped by mistake. */
const MOST = 500

interface Wanted {
  list: ChoiceListDefinition
  sources: { source: FieldSource; positions: number[] }[]
  known: Set<string>
  /** Folded text → text. */
  missing: Map<string, string>
}

/** Every text by which an option is recognised. */
function textsOf(list: ChoiceListDefinition, sources: readonly FieldSource[]): Set<string> {
  const texts = Object.entries(list.options).flatMap(([value, { label }]) => [
    value,
    label.en,
    label.fa ?? value,
    label.az ?? value,
  ])
  const meant = sources.flatMap((source) => Object.keys(source.choices ?? {}))
  return new Set([...texts, ...meant].map(foldWord))
}

/** A permanent name for a new option: readable where the text is Latin, else made from its hash. */
export function optionName(text: string): string {
  const slug = foldWord(text)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
  const readable = /^[\x20-\x7E]+$/.test(text) && slug !== ''
  const hash = createHash('sha256').update(foldWord(text)).digest('hex').slice(0, 10)
  return CLIENT_PREFIX + (readable ? slug : hash)
}

/**
 * Adds the texts of a file that are in no option of their choice list to the client layer, where the mapping asks for it.
 * Safe to repeat.
 */
export async function createMissingChoices(
  metadata: Metadata,
  path: string,
  record: ImportRecord,
  actor: Actor,
  origin: Origin
): Promise<number> {
  const wanted = wantedOf(metadata, record)
  if (wanted.length === 0) return 0
  for await (const rows of readCsv(path, record, 1_000)) {
    for (const row of rows) {
      if (row.number === 0) continue
      for (const one of wanted) collect(one, row.cells)
    }
  }
  const changes = wanted.flatMap((one) => changesOf(one, actor.language))
  if (changes.length > 0) await metadata.change(actor, origin, changes)
  return changes.length
}

function wantedOf(metadata: Metadata, record: ImportRecord): Wanted[] {
  const { entity, choice_list: lists } = metadata.current()
  const fields = entity.get(record.entity)?.fields ?? {}
  return (record.mapping?.fields ?? []).flatMap((mapping) => {
    const field = fields[mapping.field]
    const list = field?.type === 'choice' ? lists.get(field.choices) : undefined
    if (!mapping.createChoices || !list) return []
    const sources = mapping.sources.map((source) => ({
      source,
      positions: (source.columns ?? []).map((name) => record.columns.indexOf(name)),
    }))
    return [{ list, sources, known: textsOf(list, mapping.sources), missing: new Map() }]
  })
}

function collect(one: Wanted, cells: readonly string[]): void {
  for (const { source, positions } of one.sources) {
    const text = sourceText(source, cells, positions)
    if (text === '') continue
    const folded = foldWord(text)
    if (!one.known.has(folded) && one.missing.size < MOST) one.missing.set(folded, text)
    return
  }
}

function changesOf(one: Wanted, language: Language): ClientChange[] {
  return [...one.missing.values()].map((text) => ({
    kind: 'choice_list',
    name: one.list.name,
    path: ['options', optionName(text)],
    value: { label: { en: text, ...(language === 'en' ? {} : { [language]: text }) } },
  }))
}
