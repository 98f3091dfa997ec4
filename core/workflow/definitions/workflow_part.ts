import { isObject } from '#core/metadata/layers/types'
import type { Json, LocalizedText } from '#core/metadata/types'
import { afterCommit } from '#core/realtime/after_commit'
import { requirePermission } from '#core/security/guards'
import type { SolutionPart } from '#core/solutions/solution_parts'
import {
  DESIGN,
  type DefinitionServices,
  type Definitions,
} from '#core/workflow/definitions/definitions'
import type { Brought, Installing } from '#core/workflow/definitions/installing'

const KEY = /^[A-Za-z_][\w-]{0,63}$/

function isBrought(
  value: Json
): value is Json & { label: { en: string }; xml: string; published: boolean } {
  if (!isObject(value) || !isObject(value.label)) return false
  return (
    typeof value.label.en === 'string' &&
    typeof value.xml === 'string' &&
    typeof value.published === 'boolean'
  )
}

const toBrought = ({
  label,
  xml,
  published,
}: {
  label: LocalizedText
  xml: string
  published: boolean
}): Brought => ({
  label,
  xml,
  published,
})

/** Workflows in solutions: the published drawing, else the draft. What runs at the other installation goes on by its own version. */
export function workflowPart(
  definitions: Definitions,
  installing: Installing,
  services: DefinitionServices
): SolutionPart {
  const { database, kernel } = services
  return {
    name: 'workflow',
    label: { en: 'Workflows', fa: 'گردش‌کارها', az: 'İş axınları' },
    async list() {
      const all = await definitions.rows.all(database.read)
      return all
        .filter(({ archivedAt }) => archivedAt === null)
        .map(({ key, label }) => ({ name: key, label }))
    },
    async read(names) {
      const found = new Map<string, Json>()
      for (const document of await definitions.rows.all(database.read)) {
        const { id, key, label, activeVersion, archivedAt, draftXml } = document
        if (!names.includes(key) || archivedAt !== null) continue
        const version =
          activeVersion === null
            ? null
            : await definitions.rows.version(database.read, id, activeVersion)
        const value = {
          label: { ...label },
          xml: version?.xml ?? draftXml,
          published: version !== null,
        }
        found.set(key, value)
      }
      return found
    },
    async check(name, value) {
      if (!KEY.test(name)) return [{ code: 'E_NAME_PATTERN', path: '' }]
      if (!isBrought(value)) return [{ code: 'E_WRONG_TYPE', path: '' }]
      const { faults } = await kernel.compile(value.xml)
      const wrong = value.published && faults.some(({ severity }) => severity === 'error')
      return wrong ? [{ code: 'E_WORKFLOW_INVALID', path: 'xml' }] : []
    },
    async write(trx, actor, origin, items) {
      requirePermission(actor, DESIGN)
      for (const [name, value] of items) {
        if (value === null) await installing.take(trx, actor, origin, name)
        else if (isBrought(value))
          await installing.bring(trx, actor, origin, name, toBrought(value))
      }
      afterCommit(trx, () => void services.changed())
    },
  }
}
