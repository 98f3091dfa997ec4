import { elementTree, walk } from '#core/forms/element_tree'
import { fallbackForm } from '#core/forms/formkit_schema'
import type { FormDefinition } from '#core/forms/model'
import { text } from '#core/i18n/texts'
import { formatInstant } from '#core/i18n/dates'
import type { EntityDefinition, FieldDefinition, Language } from '#core/metadata/types'
import { fieldOf } from '#core/records/system_fields'
import { localized } from '#core/i18n/catalogue'
import { escapeHtml } from '#core/templates/compile'
import { cellText, numberText } from '#core/templates/formats'
import type { Cell, Surroundings } from '#core/templates/types'

/** Documents without a template: a record by its form, a list by its columns. Pure. */

const NUMBERS = new Set(['integer', 'decimal', 'money', 'duration'])
/** Left-to-right also inside Persian text. */
const MACHINE = new Set(['phone', 'email', 'autonumber'])
const HIDDEN = new Set(['one_to_many', 'file'])

function shown(cell: Cell, around: Surroundings): string {
  const written = escapeHtml(cellText(cell, around)).replaceAll('\n', '<br>')
  return cell.field && MACHINE.has(cell.field.type)
    ? `<bdi dir="ltr">${written}</bdi>`
    : `<bdi>${written}</bdi>`
}

function head(title: string, note: string, around: Surroundings): string {
  const at = formatInstant(around.reader, around.now)
  const meta = `${escapeHtml(around.userName)} · <bdi>${escapeHtml(at)}</bdi>`
  return (
    `<header class="doc-head"><div><h1>${escapeHtml(title)}</h1>` +
    `<div class="doc-note">${escapeHtml(note)}</div></div><div class="doc-meta">${meta}</div></header>`
  )
}

/** Names of the fields that a record's document shows, by section, in the order of its form. */
export function documentSections(
  entity: EntityDefinition,
  form: FormDefinition | null,
  language: Language
): { label: string; fields: string[] }[] {
  const visible = (name: string) => {
    const field = fieldOf(entity, name)
    return field !== undefined && !HIDDEN.has(field.type)
  }
  const sections: { label: string; fields: string[] }[] = [{ label: '', fields: [] }]
  for (const { element } of walk(elementTree(form ?? fallbackForm(entity)))) {
    if (element.kind === 'section') {
      const label = element.label ? localized(element.label, language) : ''
      sections.push({ label, fields: [] })
    } else if (element.kind === 'field' && visible(element.field)) {
      sections.at(-1)?.fields.push(element.field)
    }
  }
  return sections.filter(({ fields }) => fields.length > 0)
}

export function recordDocument(
  title: string,
  entity: EntityDefinition,
  id: number,
  sections: readonly { label: string; fields: readonly string[] }[],
  cell: (path: string) => Cell,
  around: Surroundings
): string {
  const { language } = around.reader
  const rows = (fields: readonly string[]) =>
    fields
      .map((name) => {
        const field = fieldOf(entity, name)
        const label = field ? localized(field.label, language) : name
        return `<tr><th scope="row">${escapeHtml(label)}</th><td>${shown(cell(name), around)}</td></tr>`
      })
      .join('')
  const body = sections
    .map(
      ({ label, fields }) =>
        `<section>${label === '' ? '' : `<h2>${escapeHtml(label)}</h2>`}<table class="facts"><tbody>${rows(fields)}</tbody></table></section>`
    )
    .join('')
  /** Isolated, or the sign goes to the other end of the number in Persian. */
  const note = `${localized(entity.label, language)} \u2066#${numberText(id, language)}\u2069`
  return head(title, note, around) + body
}

export interface ListColumn {
  path: string
  label: string
  field: FieldDefinition
}

export function listDocument(
  title: string,
  columns: readonly ListColumn[],
  rows: readonly ((path: string) => Cell)[],
  cut: boolean,
  around: Surroundings
): string {
  const { language } = around.reader
  const kind = (field: FieldDefinition) => (NUMBERS.has(field.type) ? ' class="number"' : '')
  const heads = columns
    .map(({ label, field }) => `<th scope="col"${kind(field)}>${escapeHtml(label)}</th>`)
    .join('')
  const lines = rows
    .map((cell) => {
      const cells = columns.map(
        ({ path, field }) => `<td${kind(field)}>${shown(cell(path), around)}</td>`
      )
      return `<tr>${cells.join('')}</tr>`
    })
    .join('')
  const key = cut ? 'templates.print.first_rows' : 'templates.print.rows'
  const note = text(language, key, { count: rows.length })
  const wide = columns.length > 6 ? ' class="wide"' : ''
  return (
    `<div${wide}>${head(title, note, around)}` +
    `<table class="list"><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`
  )
}
