import type { Knex } from 'knex'
import type { Database } from '#core/database/database'
import type { Destinations } from '#core/http_out/destinations'
import type { Clock } from '#core/jobs/types'
import { isObject } from '#core/metadata/layers/types'
import { LANGUAGES, type Json } from '#core/metadata/types'
import { afterCommit } from '#core/realtime/after_commit'
import type { MetadataSource } from '#core/records/ports'
import { auditEntry, type AuditLog } from '#core/security/audit_log'
import { requirePermission } from '#core/security/guards'
import type { Actor, Origin } from '#core/security/types'
import type { SolutionPart } from '#core/solutions/solution_parts'
import { definitionFaults } from '#core/webhooks/webhook_rules'
import {
  columnsOf,
  definitionOf,
  webhookByName,
  type StoredWebhook,
} from '#core/webhooks/webhook_rows'
import type { WebhookWatch } from '#core/webhooks/webhook_watch'
import type { WebhookDefinition } from '#core/webhooks/types'

interface Parts {
  database: Database
  metadata: MetadataSource
  destinations: Destinations
  watch: WebhookWatch
  audit: AuditLog
  clock: Clock
}

/** Whether a text from a package is a definition at all. */
export function isDefinition(value: Json): value is Json & WebhookDefinition {
  if (!isObject(value) || !isObject(value.label)) return false
  const { label, entity, events, fields, url, pauseAfter, keepDays, filter } = value
  const texts = (list: Json | undefined) =>
    Array.isArray(list) && list.every((item) => typeof item === 'string')
  const within = (number: Json | undefined, most: number) =>
    Number.isInteger(number) && Number(number) >= 1 && Number(number) <= most
  return (
    typeof label.en === 'string' &&
    Object.entries(label).every(
      ([language, text]) => LANGUAGES.some((one) => one === language) && typeof text === 'string'
    ) &&
    typeof entity === 'string' &&
    texts(events) &&
    texts(fields) &&
    typeof url === 'string' &&
    url.length <= 2_000 &&
    within(pauseAfter, 1_000) &&
    within(keepDays, 365) &&
    (filter === undefined || isObject(filter))
  )
}

/**
 * Webhooks in solutions: without secret, person, state and log, which are each installation's own. One that arrives is off until an
 * administrator gives it both; one that was here keeps them, and is turned off when what it sends or where has changed.
 */
export function webhookPart(parts: Parts): SolutionPart {
  const { database, metadata, destinations, watch, audit, clock } = parts
  const put = async (
    trx: Knex.Transaction,
    actor: Actor,
    name: string,
    definition: WebhookDefinition,
    now: Date
  ) => {
    const stamp = { updated_by: actor.userId, updated_at: now.getTime() }
    const known = await webhookByName(trx, name)
    if (!known) {
      const fresh = { name, state: 'off', failures: 0, version: 1, ...stamp }
      await trx('webhooks').insert({ ...columnsOf(definition), ...fresh })
      return
    }
    await trx('webhooks')
      .where('id', known.id)
      .update({ ...columnsOf(definition), state: 'off', version: known.version + 1, ...stamp })
  }
  return {
    name: 'webhook',
    label: { en: 'Webhooks', fa: 'وب‌هوک‌ها', az: 'Vebhuklar' },
    async list() {
      const rows: StoredWebhook[] = await database.read('webhooks').orderBy('name')
      return rows.map((row) => ({ name: row.name, label: definitionOf(row).label }))
    },
    async read(names) {
      const rows: StoredWebhook[] = await database.read('webhooks').whereIn('name', [...names])
      return new Map(rows.map((row) => [row.name, definitionOf(row) as unknown as Json]))
    },
    async check(name, value) {
      if (!/^x_[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) return [{ code: 'E_CLIENT_PREFIX', path: '' }]
      if (!isDefinition(value)) return [{ code: 'E_WRONG_TYPE', path: '' }]
      const current = metadata.current()
      /** An entity that comes with the same package is not here yet; the webhook is looked at again when it is turned on. */
      const faults = current.entity.has(value.entity) ? definitionFaults(current, value) : []
      const url = await destinations.faultOf(value.url)
      const malformed = url === 'E_HTTP_ADDRESS' ? [{ code: url, path: 'url' }] : []
      return [...faults.filter(({ code }) => code !== 'E_UNKNOWN_FIELD'), ...malformed].map(
        ({ code, path }) => ({ code, path })
      )
    },
    async write(trx, actor: Actor, origin: Origin, items) {
      requirePermission(actor, 'core.admin.webhooks')
      const now = clock()
      for (const [name, value] of items) {
        if (value === null) {
          const row = await webhookByName(trx, name)
          if (!row) continue
          await trx('webhook_deliveries').where('webhook_id', row.id).delete()
          await trx('webhooks').where('id', row.id).delete()
        } else if (isDefinition(value)) await put(trx, actor, name, value, now)
      }
      const details = { names: [...items.keys()] }
      await audit.append(trx, [auditEntry(actor, origin, 'webhook.imported', now, { details })])
      afterCommit(trx, () => watch.forget())
    },
  }
}
