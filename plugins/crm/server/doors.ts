import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { registerDoor } from '#core/security/doors'
import { NAME_TABLE } from './duplicates/name_index_hooks.js'
import { nameKey } from './duplicates/names.js'
import { PHONE_TABLE } from './phones/phone_index.js'

/** A number that nobody has, one for each probed record. */
const numberOf = (id: number) => `+98900${String(id).padStart(7, '0')}`

registerDoor({
  name: 'http.crm.phones',
  shows: ['title'],
  async probe({ entity, ids, request }) {
    const database = await app.container.make(Database)
    const answers: string[] = []
    for (const id of ids) {
      const row = { entity, record_id: id, field: 'title', number: numberOf(id) }
      await database.transaction(async (trx) => {
        await trx(PHONE_TABLE).where({ entity, record_id: id }).delete()
        await trx(PHONE_TABLE).insert(row)
      })
      const path = `/api/crm/phones?number=${encodeURIComponent(row.number)}`
      answers.push((await request('GET', path)).text)
    }
    return answers.join('\n')
  },
})

registerDoor({
  name: 'http.crm.duplicates',
  shows: ['title'],
  async probe({ entity, canaries, request }) {
    const database = await app.container.make(Database)
    const answers: string[] = []
    for (const { recordId, field, text } of canaries) {
      if (field !== 'title') continue
      /** Two words, so that it is a name; alike enough to the title to count as the same. */
      const title = `${text} ${text}`
      const row = { entity, record_id: recordId, name_key: nameKey(title) }
      await database.transaction(async (trx) => {
        await trx(NAME_TABLE).where({ entity, record_id: recordId }).delete()
        await trx(NAME_TABLE).insert(row)
      })
      const body = { entity, values: { title } }
      const { text: answer } = await request('POST', '/api/crm/duplicates', body)
      answers.push(answer)
    }
    return answers.join('\n')
  },
})
