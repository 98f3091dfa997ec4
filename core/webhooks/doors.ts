/** The door of webhooks: what they send. Importing this module registers it; nothing of it runs in the product. */
import app from '@adonisjs/core/services/app'
import { CodedError } from '#core/errors/coded_error'
import type { Filter } from '#core/records/types'
import { registerDoor } from '#core/security/doors'
import { WebhookBodies } from '#core/webhooks/webhook_bodies'

const FIELDS = ['title', 'secret', 'amount']
const at = new Date('2026-01-01T00:00:00.000Z')

async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work())
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return JSON.stringify([error.code, error.params, error.details])
  }
}

/** Of records and of what they link to, told of as the reader; a filter that tells a value apart tells it. */
registerDoor({
  name: 'webhooks.body',
  shows: ['title', 'secret', 'amount'],
  async probe({ actor, entity, related, ids, relatedIds, canaries }) {
    const bodies = await app.container.make(WebhookBodies)
    const told = (list: readonly number[]) => list.map((id) => ({ id, changed: FIELDS, at }))
    const hook = { name: 'x_probe', entity, fields: FIELDS }
    const over = ['target', ...FIELDS.map((field) => `target.${field}`)]
    const answers = [
      await outcome(async () => [...(await bodies.of(actor, hook, 'updated', told(ids)))]),
      await outcome(async () => [
        ...(await bodies.of(
          actor,
          { name: 'x_probe', entity: related, fields: over },
          'created',
          told(relatedIds)
        )),
      ]),
      await outcome(() => bodies.sample(actor, hook, at)),
    ]
    for (const { recordId, field, text } of canaries) {
      if (field === 'document') continue
      const value = field === 'amount' ? Number(text) : text
      const filter: Filter = { path: field, op: 'eq', value }
      const found = await outcome(async () => {
        const bare = { name: 'x_probe', entity, fields: [], filter }
        const told1 = await bodies.of(actor, bare, 'created', told([recordId]))
        return told1.size
      })
      if (found === '1') answers.push(text)
    }
    return answers.join('\n')
  },
})
