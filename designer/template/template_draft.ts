import { LANGUAGES } from '#core/metadata/types'
import type {
  ClientChange,
  Json,
  Language,
  LocalizedText,
  TemplateDefinition,
  TemplateKind,
} from '#core/metadata/types'
import type { TemplatePart } from '#ui/api/templates.js'

/** A template while it is written. Pure. */
export interface TemplateDraft {
  name: string
  entity: string
  kind: TemplateKind
  label: LocalizedText
  subject: Partial<Record<Language, string>>
  text: Partial<Record<Language, string>>
  html: Partial<Record<Language, string>>
}

export const PARTS_OF: Record<TemplateKind, readonly TemplatePart[]> = {
  sms: ['text'],
  chat: ['text'],
  email: ['subject', 'html', 'text'],
  print: ['html', 'subject'],
}

export function draftOf(definition: TemplateDefinition): TemplateDraft {
  const { name, entity, kind, label, subject = {}, text = {}, html = {} } = definition
  return structuredClone({ name, entity, kind, label, subject, text, html })
}

function written(texts: Partial<Record<Language, string>>): Record<string, string> {
  return Object.fromEntries(
    LANGUAGES.flatMap((language) => {
      const text = texts[language] ?? ''
      return text.trim() === '' ? [] : [[language, text]]
    })
  )
}

/** Only the parts of the kind, only the languages that say something. */
export function sourcesOf(draft: TemplateDraft) {
  const parts = PARTS_OF[draft.kind].flatMap((part) => {
    const texts = written(draft[part])
    return Object.keys(texts).length > 0 ? [[part, texts] as const] : []
  })
  return { kind: draft.kind, entity: draft.entity, ...Object.fromEntries(parts) }
}

/**
 * The changes of the client layer that make the definition what the draft says. One that this installation made is written as
 * a whole; of one that is shipped, only the texts that differ, so that a later release still reaches the others.
 */
export function changesOf(draft: TemplateDraft, base: TemplateDefinition | null): ClientChange[] {
  const at = { kind: 'template' as const, name: draft.name }
  if (!base) {
    const value = { name: draft.name, label: { ...draft.label }, ...sourcesOf(draft) } as Json
    return [{ ...at, path: [], value }]
  }
  const changes: ClientChange[] = []
  if (JSON.stringify(base.label) !== JSON.stringify(draft.label)) {
    changes.push({ ...at, path: ['label'], value: { ...draft.label } })
  }
  for (const part of PARTS_OF[draft.kind]) {
    for (const language of LANGUAGES) {
      const text = draft[part][language] ?? ''
      if (text !== (base[part]?.[language] ?? '')) {
        changes.push({ ...at, path: [part, language], value: text === '' ? null : text })
      }
    }
  }
  return changes
}

/** A text with a snippet in place of its selection; `caret` is where typing goes on. */
export function inserted(
  text: string,
  start: number,
  end: number,
  snippet: string
): { text: string; caret: number } {
  const hole = snippet.indexOf('§')
  const clean = snippet.replace('§', text.slice(start, end))
  const caret = start + (hole < 0 ? clean.length : hole + (end - start))
  return { text: text.slice(0, start) + clean + text.slice(end), caret }
}

/** Offset of a line and column (both from 1) in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, one) => sum + one.length + 1, 0)
  return Math.min(text.length, start + column - 1)
}

/** Parts of an SMS: 160/153 characters of the GSM alphabet, else 70/67. */
export function smsParts(text: string): { length: number; parts: number } {
  const gsm =
    /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/
  const plain = gsm.test(text)
  const length = plain
    ? [...text].reduce((sum, letter) => sum + ('^{}\\[~]|€'.includes(letter) ? 2 : 1), 0)
    : text.length
  const [one, many] = plain ? [160, 153] : [70, 67]
  return { length, parts: length <= one ? Math.min(1, length) : Math.ceil(length / many) }
}
