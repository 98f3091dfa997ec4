/**
 * Texts by language and dotted key, and their interpolation. Pure. `{name}` stands for a parameter; numbers are written with
 * the reader's digits. A file `locales/<language>/<part>.json` gives the keys `<part>.…`; what stands in it under `errors` is
 * common to all parts: `errors.E_…`.
 */
import type { JsonPrimitive, Language, LocalizedText } from '#core/metadata/types'

export interface MessageTree {
  [key: string]: string | MessageTree
}
export type TextParams = Record<string, JsonPrimitive>

const SHARED = 'errors'
const PLACEHOLDER = /\{(\w+)\}/g

export const NUMBER_LOCALES: Record<Language, string> = {
  en: 'en-u-nu-latn',
  fa: 'fa-u-nu-arabext',
  az: 'az-u-nu-latn',
}
const numberFormats = new Map<Language, Intl.NumberFormat>()

/** A number with the digits and separators of the language. */
export function formatNumber(language: Language, value: number): string {
  let format = numberFormats.get(language)
  if (!format) {
    format = new Intl.NumberFormat(NUMBER_LOCALES[language], { maximumFractionDigits: 6 })
    numberFormats.set(language, format)
  }
  return format.format(value)
}

/** Names of the parameters of a message, each once, sorted. */
export function parametersOf(message: string): string[] {
  return [...new Set([...message.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))].sort()
}

/** Fills in the parameters; one that is missing stays visible as `{name}`, so that the mistake is seen. */
export function interpolate(message: string, params: TextParams, language: Language): string {
  return message.replace(PLACEHOLDER, (whole, name: string) => {
    const value = params[name]
    if (value === undefined || value === null) return whole
    return typeof value === 'number' ? formatNumber(language, value) : String(value)
  })
}

export class Catalogue {
  readonly #messages = new Map<Language, Map<string, string>>()

  /** Adds the texts of one part; a later part may not change what another one said, except by the same key of its own. */
  add(language: Language, part: string, tree: MessageTree): void {
    let messages = this.#messages.get(language)
    if (!messages) this.#messages.set(language, (messages = new Map<string, string>()))
    for (const [key, value] of Object.entries(tree)) {
      this.#walk(messages, key === SHARED ? SHARED : `${part}.${key}`, value)
    }
  }

  #walk(into: Map<string, string>, key: string, value: string | MessageTree): void {
    if (typeof value === 'string') into.set(key, value)
    else
      for (const [name, child] of Object.entries(value)) this.#walk(into, `${key}.${name}`, child)
  }

  has(language: Language, key: string): boolean {
    return this.#messages.get(language)?.has(key) ?? false
  }

  /** The message as written; English stands in for a missing one, null when there is none at all. */
  find(language: Language, key: string): string | null {
    return this.#messages.get(language)?.get(key) ?? this.#messages.get('en')?.get(key) ?? null
  }

  /** The text; the key itself when nobody wrote one. */
  text(language: Language, key: string, params: TextParams = {}): string {
    const message = this.find(language, key)
    return message === null ? key : interpolate(message, params, language)
  }

  keys(language: Language): string[] {
    return [...(this.#messages.get(language)?.keys() ?? [])].sort()
  }
}

/** The text of a definition in a language. */
export function localized(text: LocalizedText, language: Language): string {
  return text[language] ?? text.en
}
