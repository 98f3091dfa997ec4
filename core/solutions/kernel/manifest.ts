import type { Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import {
  SOLUTION_FORMAT,
  type SolutionHead,
  type SolutionManifest,
} from '#core/solutions/kernel/types'

export type ManifestFault =
  | { fault: 'invalid' }
  /** Written by a later version of the product. */
  | { fault: 'newer_format'; format: number }

/** Reads a manifest; what a newer format means is not guessed. */
export function parseManifest(json: Json): { manifest: SolutionManifest } | ManifestFault {
  if (!isObject(json) || !Number.isInteger(json.format)) return { fault: 'invalid' }
  const format = Number(json.format)
  if (format > SOLUTION_FORMAT) return { fault: 'newer_format', format }
  const { name, label, version, publisher, requires, files } = json
  const right =
    format >= 1 &&
    isName(name) &&
    isLabel(label) &&
    typeof version === 'string' &&
    VERSION.test(version) &&
    typeof publisher === 'string' &&
    /^[a-z][a-z0-9]{0,9}_$/.test(publisher) &&
    isObject(requires) &&
    typeof requires.core === 'string' &&
    isRecordOfText(requires.plugins) &&
    Array.isArray(files) &&
    files.every(isFile)
  return right ? { manifest: json as unknown as SolutionManifest } : { fault: 'invalid' }
}

export const VERSION = /^\d{1,6}\.\d{1,6}\.\d{1,6}$/

function isName(name: unknown): boolean {
  return typeof name === 'string' && /^[a-z][a-z0-9_]{0,59}$/.test(name)
}

function isLabel(label: Json | undefined): boolean {
  const languages = isObject(label) ? Object.entries(label) : []
  return (
    isObject(label) &&
    typeof label.en === 'string' &&
    languages.every(
      ([language, text]) =>
        ['en', 'fa', 'az'].includes(language) && typeof text === 'string' && text.length <= 200
    )
  )
}

function isRecordOfText(value: Json | undefined): boolean {
  return isObject(value) && Object.values(value).every((one) => typeof one === 'string')
}

function isFile(file: Json): boolean {
  return (
    isObject(file) &&
    typeof file.path === 'string' &&
    typeof file.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(file.sha256)
  )
}

/** `hash` is SHA-256 in hex of a text in UTF-8. */
export function manifestOf(
  head: SolutionHead,
  files: ReadonlyMap<string, string>,
  hash: (text: string) => string
): SolutionManifest {
  const { name, label, version, publisher, requires } = head
  const listed = [...files].map(([path, text]) => ({ path, sha256: hash(text) }))
  return { format: SOLUTION_FORMAT, name, label, version, publisher, requires, files: listed }
}

/** Files whose content is not what the manifest says, that it does not list, or that are missing. */
export function tamperedFiles(
  manifest: SolutionManifest,
  files: ReadonlyMap<string, string>,
  hash: (text: string) => string
): string[] {
  const listed = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]))
  const wrong = [...files].filter(([path, text]) => listed.get(path) !== hash(text))
  const missing = manifest.files.filter(({ path }) => !files.has(path))
  return [...wrong.map(([path]) => path), ...missing.map(({ path }) => path)]
}

export const headOf = ({ name, label, version, publisher, requires }: SolutionManifest) =>
  ({ name, label, version, publisher, requires }) satisfies SolutionHead
