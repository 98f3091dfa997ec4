/** The doors of duplicates. Importing this module registers them; nothing of it runs in the product. */
import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { keyHash, ruleNumber } from '#core/duplicates/key_table'
import { DuplicateGroupsService } from '#core/duplicates/duplicate_groups'
import { Duplicates } from '#core/duplicates/duplicates'
import { preparePart } from '#core/duplicates/kernel/values'
import { Metadata } from '#core/metadata/metadata'
import type { DuplicateRuleDefinition, MatchingPart } from '#core/metadata/types'
import { registerDoor } from '#core/security/doors'

const part = (field: string): MatchingPart => ({ fields: [field], how: 'exact', weight: 0.9 })

/** A rule of the probed entity; its keys are made by the probe. */
function probeRule(entity: string): DuplicateRuleDefinition {
  const parts = { title: part('title'), secret: part('secret') }
  return { name: 'x_probe', entity, label: { en: 'Probe' }, parts, warn: 0.5 }
}

/** Each canary is entered as if it were a new record: whoever is warned has been told of it. */
registerDoor({
  name: 'duplicates.check',
  shows: ['title', 'secret'],
  async probe({ actor, entity, canaries, request }) {
    const duplicates = await app.container.make(Duplicates)
    const database = await app.container.make(Database)
    const rule = probeRule(entity)
    const answers: string[] = []
    for (const { recordId, field, text } of canaries) {
      if (field !== 'title' && field !== 'secret') continue
      const keys = preparePart(part(field), { [field]: text })?.keys ?? []
      await database.transaction(async (trx) => {
        const row = { rule: ruleNumber(rule.name), record_id: recordId }
        for (const key of keys) {
          const at = { ...row, key_hash: keyHash(rule.name, field, key) }
          await trx('duplicate_keys').where(at).delete()
          await trx('duplicate_keys').insert(at)
        }
      })
      if (actor.access.depth(entity, 'read') === 'none') continue
      const found = await duplicates.findBy(actor, [rule], { [field]: text })
      const told = found.some(({ id }) => id === recordId)
      answers.push(JSON.stringify(found), told ? text : '')
      /** What a form asks while somebody types; the probed entity has no rule of its own, so nothing may come back. */
      const values = { [field]: text }
      const asked = await request('POST', '/api/duplicates/check', { entity, values })
      answers.push(asked.text)
    }
    return answers.join('\n')
  },
})

/** Every pair of the probed records as if a search had found it, each with itself too: some readers may read one only. */
registerDoor({
  name: 'duplicates.groups',
  shows: ['title'],
  async probe({ actor, entity: name, ids, request }) {
    const groups = await app.container.make(DuplicateGroupsService)
    const database = await app.container.make(Database)
    const entity = (await app.container.make(Metadata)).current().entity.get(name)
    if (!entity || actor.access.depth(name, 'read') === 'none') return ''
    /** Unlike in everything, and a pair all the same: the threshold is nothing. */
    const rule = { ...probeRule(name), warn: 0 }
    await database.transaction(async (trx) => {
      await trx('duplicate_pairs').where({ entity: name }).delete()
      for (const [at, a] of ids.entries()) {
        for (const b of ids.slice(at)) {
          const pair = { a_id: Math.min(a, b), b_id: Math.max(a, b) }
          await trx('duplicate_pairs').insert({ entity: name, rule: rule.name, ...pair, score: 1 })
        }
      }
    })
    const found = await groups.groupsBy(actor, entity, [rule])
    const asked = await request('GET', `/api/duplicates/of/${name}`)
    return `${JSON.stringify(found)}\n${asked.text}`
  },
})
