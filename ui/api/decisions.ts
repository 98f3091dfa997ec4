import type { Json, LocalizedText } from '#core/metadata/types'
import type { Values } from '#core/workflow/kernel/types'
import { client } from './client.js'

export interface DecisionInfo {
  key: string
  label: LocalizedText
  activeVersion: number | null
  lock: number
  savedAt: string
}
/** What goes in and what must come out: tried before publishing. */
export interface DecisionTest {
  name: string
  decision: string
  input: Values
  expected: Json
}
export interface DecisionDetail extends DecisionInfo {
  xml: string
  tests: DecisionTest[]
  versions: { version: number; publishedBy: number; publishedAt: string }[]
}
export interface DecisionFault {
  code: string
  element: string | null
  params: Record<string, string | number>
}
export type DecisionAnswer =
  { result: Json; rules: number[] } | { code: string; params: Record<string, string | number> }

const base = '/api/workflow/decisions'
const one = (key: string) => `${base}/${encodeURIComponent(key)}`

/** Decision tables. */
export const decisionsApi = {
  list: (signal?: AbortSignal) =>
    client
      .get<{ decisions: DecisionInfo[] }>(base, signal ? { signal } : {})
      .then((body) => body.decisions),
  create: (key: string, label: LocalizedText, xml: string) =>
    client.post<DecisionInfo>(base, { key, label, xml }),
  get: (key: string, signal?: AbortSignal) =>
    client.get<DecisionDetail>(one(key), signal ? { signal } : {}),
  save: (
    key: string,
    draft: { xml?: string; label?: LocalizedText; tests?: DecisionTest[]; lock: number }
  ) => client.put<{ lock: number }>(`${one(key)}/draft`, draft),
  check: (key: string) =>
    client.post<{
      faults: DecisionFault[]
      tests: (DecisionTest & { passed: boolean; answer: DecisionAnswer })[]
    }>(`${one(key)}/check`),
  try: (key: string, decision: string, input: Values) =>
    client.post<DecisionAnswer>(`${one(key)}/try`, { decision, input }),
  publish: (key: string, lock: number) =>
    client.post<{ version: number }>(`${one(key)}/publish`, { lock }),
}
