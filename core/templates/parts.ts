import {
  LANGUAGES,
  type Language,
  type TemplateDefinition,
  type TemplateKind,
} from '#core/metadata/types'
import { compileTemplate, type CompiledTemplate } from '#core/templates/compile'
import type { Escaping, TemplateFault } from '#core/templates/types'

/** The parts of a template and how each is written. Pure, but for the cache of compiled sources. */

export const PARTS = ['subject', 'text', 'html'] as const
export type TemplatePart = (typeof PARTS)[number]

export const PARTS_OF: Record<TemplateKind, readonly TemplatePart[]> = {
  sms: ['text'],
  chat: ['text'],
  email: ['subject', 'html', 'text'],
  print: ['subject', 'html'],
}
/** One of these must be there in at least one language: else the template says nothing. */
export const BODIES_OF: Record<TemplateKind, readonly TemplatePart[]> = {
  sms: ['text'],
  chat: ['text'],
  email: ['html', 'text'],
  print: ['html'],
}
/** Characters that a rendered part may have. */
export const OUTPUT_LIMITS: Record<TemplateKind, number> = {
  sms: 2_000,
  chat: 16_000,
  email: 500_000,
  print: 2_000_000,
}

export const escapingOf = (part: TemplatePart): Escaping => (part === 'html' ? 'html' : 'text')

const MAX_CACHED = 500
const cache = new Map<string, ReturnType<typeof compileTemplate>>()

/** A source compiled once a process; the oldest go when there are too many. */
export function compiled(source: string, escaping: Escaping): ReturnType<typeof compileTemplate> {
  const key = `${escaping}:${source}`
  const known = cache.get(key)
  if (known) return known
  const made = compileTemplate(source, escaping)
  cache.set(key, made)
  const oldest = cache.size > MAX_CACHED ? cache.keys().next().value : undefined
  if (oldest !== undefined) cache.delete(oldest)
  return made
}

export type PartFault = TemplateFault & { part: TemplatePart; language: Language }
export interface CompiledPart {
  part: TemplatePart
  language: Language
  template: CompiledTemplate
}

type Sources = Pick<TemplateDefinition, 'kind' | TemplatePart>

/** Every part in every language: compiled, or why not. */
export function compileParts(sources: Sources): { parts: CompiledPart[]; faults: PartFault[] } {
  const parts: CompiledPart[] = []
  const faults: PartFault[] = []
  for (const part of PARTS_OF[sources.kind]) {
    for (const language of LANGUAGES) {
      const source = sources[part]?.[language]
      if (source === undefined || source === '') continue
      const result = compiled(source, escapingOf(part))
      if ('template' in result) parts.push({ part, language, template: result.template })
      else faults.push(...result.faults.map((fault) => ({ ...fault, part, language })))
    }
  }
  return { parts, faults }
}

/** The languages in which a part that exists in another one is missing: the report of the editor. */
export function missingTexts(sources: Sources): { part: TemplatePart; language: Language }[] {
  return PARTS_OF[sources.kind].flatMap((part) => {
    const there = LANGUAGES.filter((language) => (sources[part]?.[language] ?? '').trim() !== '')
    if (there.length === 0) return []
    return LANGUAGES.filter((language) => !there.includes(language)).map((language) => ({
      part,
      language,
    }))
  })
}

/** The text of a part in a language, else in English, else in any; null where there is none. */
export function sourceFor(
  sources: Sources,
  part: TemplatePart,
  language: Language
): { source: string; language: Language } | null {
  for (const wanted of [language, ...LANGUAGES]) {
    const source = sources[part]?.[wanted]
    if (source !== undefined && source.trim() !== '') return { source, language: wanted }
  }
  return null
}
