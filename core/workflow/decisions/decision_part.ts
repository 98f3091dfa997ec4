import { isObject } from '#core/metadata/layers/types'
import type { Json, LocalizedText } from '#core/metadata/types'
import { requirePermission } from '#core/security/guards'
import type { SolutionPart } from '#core/solutions/solution_parts'
import type { BroughtDecision, DecisionPackages } from '#core/workflow/decisions/decision_packages'
import type { DecisionTest } from '#core/workflow/decisions/decision_rows'
import { parseDecisions } from '#core/workflow/decisions/parse'
import { DESIGN } from '#core/workflow/definitions/definitions'

const KEY = /^[A-Za-z_][\w-]{0,63}$/

function broughtOf(value: Json): BroughtDecision | null {
  if (!isObject(value) || !isObject(value.label) || typeof value.label.en !== 'string') return null
  const { xml, tests, published, label } = value
  if (typeof xml !== 'string' || !Array.isArray(tests) || typeof published !== 'boolean')
    return null
  const isTest = (one: Json) => isObject(one) && typeof one.decision === 'string'
  if (!tests.every(isTest)) return null
  return {
    label: label as unknown as LocalizedText,
    xml,
    tests: tests as unknown as DecisionTest[],
    published,
  }
}

/** Decision tables in solutions, with their tests: the published table, else the draft. */
export function decisionPart(tables: DecisionPackages): SolutionPart {
  return {
    name: 'decision',
    label: { en: 'Decision tables', fa: 'جدول‌های تصمیم', az: 'Qərar cədvəlləri' },
    async list() {
      const rows = await tables.carried(null)
      return rows.map(({ key, label }) => ({ name: key, label }))
    },
    async read(names) {
      const rows = await tables.carried(names)
      return new Map(
        rows.map(({ key, label, xml, tests, published }): [string, Json] => [
          key,
          { label: { ...label }, xml, tests: tests as unknown as Json, published },
        ])
      )
    },
    async check(name, value) {
      if (!KEY.test(name)) return [{ code: 'E_NAME_PATTERN', path: '' }]
      const brought = broughtOf(value)
      if (!brought) return [{ code: 'E_WRONG_TYPE', path: '' }]
      const { faults } = await parseDecisions(brought.xml)
      const wrong = brought.published && faults.length > 0
      return wrong ? [{ code: 'E_DECISION_INVALID', path: 'xml' }] : []
    },
    async write(trx, actor, origin, items) {
      requirePermission(actor, DESIGN)
      for (const [name, value] of items) {
        const brought = value === null ? null : broughtOf(value)
        if (brought) await tables.bring(trx, actor, origin, name, brought)
        else if (value === null) await tables.take(trx, actor, origin, name)
      }
    },
  }
}
