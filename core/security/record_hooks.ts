import type { Knex } from 'knex'
import { E_VALIDATION } from '#core/errors/errors'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'
import { ensureAdministratorRemains } from '#core/security/administrators'
import { E_UNIT_CYCLE } from '#core/security/errors'
import { normalizeLogin } from '#core/security/login_name'
import type { SecurityRevision } from '#core/security/security_revision'
import type { Sessions } from '#core/security/sessions'
import { wouldCycle, type UnitNode } from '#core/security/unit_tree'

function isTimeZone(value: string): boolean {
  return value === 'UTC' || Intl.supportedValuesOf('timeZone').includes(value)
}

function checkUser(event: WriteEvent): void {
  const { login, time_zone: zone } = event.after
  if (typeof login === 'string') event.after.login = normalizeLogin(login)
  if (typeof zone === 'string' && event.changed.includes('time_zone') && !isTimeZone(zone))
    throw new E_VALIDATION({}, [{ path: 'time_zone', code: 'time_zone', params: { value: zone } }])
}

function leaves(event: WriteEvent): boolean {
  return (
    event.operation === 'delete' ||
    (event.changed.includes('active') && event.after.active !== true)
  )
}

async function checkUnit(event: WriteEvent): Promise<void> {
  const { parent } = event.after
  if (event.id === null || typeof parent !== 'number' || !event.changed.includes('parent')) return
  const units: UnitNode[] = await event.trx('units').whereNull('deleted_at').select('id', 'parent')
  if (wouldCycle(units, event.id, parent)) throw new E_UNIT_CYCLE()
}

/**
 * What has to happen when people, units or teams change, whatever door the change came through: the API, an import, a
 * command, a workflow.
 */
export function securityHooks(services: {
  revision: SecurityRevision
  sessions: Sessions
}): RecordHooks[] {
  const bump = ({ trx }: { trx: Knex.Transaction }) => services.revision.bump(trx, 'access')
  return [
    {
      entity: 'user',
      async beforeSave(event) {
        checkUser(event)
        if (event.id !== null && leaves(event))
          await ensureAdministratorRemains(event.trx, event.id)
      },
      async afterSave(event) {
        if (leaves(event)) await services.sessions.endAll(event.trx, event.id, null)
        await bump(event)
      },
    },
    { entity: 'unit', beforeSave: checkUnit, afterSave: bump },
    { entity: 'team', afterSave: bump },
  ]
}
