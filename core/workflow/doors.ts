/** The doors of workflows. Importing this module registers them; nothing of it runs in the product. */
import app from '@adonisjs/core/services/app'
import { Database } from '#core/database/database'
import { dialectOf, insertReturningIds } from '#core/database/dialect'
import { registerDoor } from '#core/security/doors'

/** A task about each probed record, all of them the reader's: what it is called is told to whoever may read the record. */
registerDoor({
  name: 'workflow.tasks',
  shows: ['title'],
  async probe({ actor, entity, ids, request }) {
    const database = await app.container.make(Database)
    const dialect = dialectOf(database.dialect)
    const at = dialect.instant(new Date(0))
    const columns = ['owner_id', 'created_at', 'updated_at', 'version', 'title', 'status']
    columns.push('assignee', 'priority', 'process', 'node', 'wait', 'instance')
    columns.push('subject_entity', 'subject_id')
    const tasks = await database.transaction(async (trx) => {
      await trx('workflow_tasks').where({ process: 'x_probe' }).delete()
      return insertReturningIds(trx, dialect, {
        table: 'workflow_tasks',
        columns,
        rows: ids.map((id) => [
          ...[actor.userId, at, at, 1, 'Probe', 'open'],
          ...[actor.userId, 50, 'x_probe', 'x', 'w1', 0, entity, id],
        ]),
      })
    })
    const answers = [(await request('GET', '/api/workflow/tasks?scope=mine&limit=200')).text]
    for (const id of tasks) answers.push((await request('GET', `/api/workflow/tasks/${id}`)).text)
    return answers.join('\n')
  },
})
