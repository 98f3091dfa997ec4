import type { DefinitionKind, Json } from '#core/metadata/types'
import { isObject } from '#core/metadata/layers/types'
import type { PropertyPlace, Solution, SolutionHead, Tree } from '#core/solutions/kernel/types'
import { placeKey } from '#core/solutions/kernel/types'
import { branch, toJson, toTree } from '#core/solutions/kernel/tree'
import { changesOfTree, treeOfChanges } from '#core/solutions/kernel/client_tree'
import { byText, canonicalText } from '#core/solutions/kernel/canonical_text'
import {
  definitionUnit,
  parseUnit,
  partUnit,
  recordUnit,
  settingsUnit,
} from '#core/solutions/kernel/unit_names'

export const REMOVALS_FILE = 'removals.json'
export const MANIFEST_FILE = 'manifest.json'

/** Texts by path, without the manifest. */
export type PackageFiles = ReadonlyMap<string, string>

/** The files of a solution: one definition each, in order of their paths. */
export function filesOf(solution: Omit<Solution, 'head'>): Map<string, string> {
  const files = new Map<string, Json>()
  const records = new Map<string, { key: string; values: Json }[]>()
  for (const [unit, tree] of solution.content) {
    const place = parseUnit(unit)
    if (place?.section === 'definitions') {
      files.set(`${unit}.json`, definitionFile(place.kind, place.name, tree, solution.bases))
    } else if (place?.section === 'settings') {
      files.set(`${unit}.json`, { plugin: place.plugin, values: toJson(tree) })
    } else if (place?.section === 'parts') {
      files.set(`${unit}.json`, toJson(tree))
    } else if (place?.section === 'records') {
      const list = records.get(place.entity) ?? []
      records.set(place.entity, [...list, { key: place.key, values: toJson(tree) }])
    }
  }
  for (const [entity, list] of records) {
    const ordered = list.toSorted((a, b) => byText(a.key, b.key))
    const key = solution.keys.get(entity) ?? ''
    files.set(`records/${entity}.json`, { entity, key, records: ordered })
  }
  if (solution.removals.length > 0) files.set(REMOVALS_FILE, removalsFile(solution.removals))
  const paths = [...files.keys()].toSorted(byText)
  return new Map(paths.map((path) => [path, canonicalText(files.get(path) as Json)]))
}

function removalsFile(removals: readonly PropertyPlace[]): Json {
  const ordered = removals.toSorted((a, b) => byText(placeKey(a), placeKey(b)))
  return ordered.map(({ unit, path }) => ({ unit, path: [...path] }))
}

/** One that the client made stands there whole; of one that a plugin ships, each changed property with its base's checksum. */
function definitionFile(
  kind: DefinitionKind,
  name: string,
  tree: Tree,
  bases: Solution['bases']
): Json {
  if (tree.type !== 'branch') return { kind, name, definition: toJson(tree) }
  const unit = definitionUnit(kind, name)
  const changes = changesOfTree(kind, name, tree)
    .toSorted((a, b) => byText(JSON.stringify(a.path), JSON.stringify(b.path)))
    .map(({ path, value }) => ({ path, value, base: bases.get(placeKey({ unit, path })) ?? null }))
  return { kind, name, changes }
}

/** What is wrong with a file. */
export interface FileFault {
  file: string
  reason: string
}

/**
 * Reads files back; `filesOf` of the answer gives the same files (tested). Nothing is trusted: every file must hold exactly what
 * its path says.
 */
export function solutionOf(
  head: SolutionHead,
  files: PackageFiles
): { solution: Solution } | { faults: FileFault[] } {
  const content = new Map<string, Tree>()
  const keys = new Map<string, string>()
  const bases = new Map<string, string | null>()
  const removals: PropertyPlace[] = []
  const faults: FileFault[] = []
  for (const [file, text] of files) {
    const reason = readFile(file, text, { content, keys, bases, removals })
    if (reason !== null) faults.push({ file, reason })
  }
  return faults.length > 0 ? { faults } : { solution: { head, content, removals, keys, bases } }
}

interface Into {
  content: Map<string, Tree>
  keys: Map<string, string>
  bases: Map<string, string | null>
  removals: PropertyPlace[]
}

function readFile(file: string, text: string, into: Into): string | null {
  const json = parsed(text)
  if (json === undefined) return 'not_json'
  if (!isSafe(json)) return 'unsafe_key'
  if (canonicalText(json) !== text) return 'not_canonical'
  if (file === REMOVALS_FILE) return readRemovals(json, into)
  const recordsOf = /^records\/([a-z][a-z0-9_]*)\.json$/.exec(file)?.[1]
  if (recordsOf !== undefined) return readRecords(recordsOf, json, into)
  const place = file.endsWith('.json') ? parseUnit(file.slice(0, -5)) : null
  if (!place || place.section === 'records') return 'unknown_file'
  if (place.section === 'parts') {
    into.content.set(partUnit(place.part, place.name), toTree(json))
    return null
  }
  if (!isObject(json)) return 'not_an_object'
  if (place.section === 'settings') return readSettings(place.plugin, json, into)
  return readDefinition(place.kind, place.name, json, into)
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const MAX_NESTING = 40

/** No key that reaches a prototype, and no nesting that a recursion could not follow. */
function isSafe(json: Json, depth = 0): boolean {
  if (depth > MAX_NESTING) return false
  if (Array.isArray(json)) return json.every((one) => isSafe(one, depth + 1))
  if (!isObject(json)) return true
  return Object.entries(json).every(
    ([key, value]) =>
      !['__proto__', 'constructor', 'prototype'].includes(key) && isSafe(value, depth + 1)
  )
}

const onlyKeys = (value: object, ...keys: string[]) =>
  Object.keys(value).every((key) => keys.includes(key))

const isPath = (path: unknown): path is string[] =>
  Array.isArray(path) && path.length <= 10 && path.every((part) => typeof part === 'string')

function readRemovals(json: Json, { removals }: Into): string | null {
  if (!Array.isArray(json)) return 'not_a_list'
  for (const entry of json) {
    if (!isObject(entry) || typeof entry.unit !== 'string' || !isPath(entry.path)) {
      return 'bad_removal'
    }
    if (!parseUnit(entry.unit)) return 'unknown_unit'
    removals.push({ unit: entry.unit, path: entry.path })
  }
  return null
}

function readSettings(plugin: string, json: { [key: string]: Json }, into: Into): string | null {
  const { values } = json
  if (json.plugin !== plugin || !isObject(values) || !onlyKeys(json, 'plugin', 'values')) {
    return 'bad_settings'
  }
  const items = Object.entries(values).map(([name, value]) => [name, toTree(value)] as const)
  into.content.set(settingsUnit(plugin), branch(items))
  return null
}

function readRecords(entity: string, json: Json, { content, keys }: Into): string | null {
  if (!isObject(json) || json.entity !== entity || !onlyKeys(json, 'entity', 'key', 'records')) {
    return 'bad_records'
  }
  if (typeof json.key !== 'string' || !Array.isArray(json.records)) return 'bad_records'
  keys.set(entity, json.key)
  for (const record of json.records) {
    if (!isObject(record) || typeof record.key !== 'string' || !isObject(record.values)) {
      return 'bad_records'
    }
    const unit = recordUnit(entity, record.key)
    if (content.has(unit)) return 'duplicate_record'
    const items = Object.entries(record.values).map(
      ([name, value]) => [name, toTree(value)] as const
    )
    content.set(unit, branch(items))
  }
  return null
}

function readDefinition(
  kind: DefinitionKind,
  name: string,
  json: { [key: string]: Json },
  { content, bases }: Into
): string | null {
  const unit = definitionUnit(kind, name)
  if (json.kind !== kind || json.name !== name) return 'wrong_name'
  if (isObject(json.definition) && onlyKeys(json, 'kind', 'name', 'definition')) {
    content.set(unit, toTree(json.definition))
    return null
  }
  if (!Array.isArray(json.changes) || !onlyKeys(json, 'kind', 'name', 'changes')) {
    return 'bad_definition'
  }
  const changes: { path: string[]; value: Json }[] = []
  for (const change of json.changes) {
    if (!isObject(change) || !isPath(change.path) || change.path.length === 0) return 'bad_change'
    if (change.value === undefined || !onlyKeys(change, 'path', 'value', 'base'))
      return 'bad_change'
    const { path, value, base } = change
    changes.push({ path, value })
    bases.set(placeKey({ unit, path }), typeof base === 'string' ? base : null)
  }
  const tree = treeOfChanges(kind, changes)
  if (!tree || changesOfTree(kind, name, tree).length !== changes.length) return 'bad_change'
  content.set(unit, tree)
  return null
}
