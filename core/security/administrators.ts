import type { Knex } from 'knex'
import { E_LAST_ADMINISTRATOR } from '#core/security/errors'

export const ADMINISTRATOR = 'administrator'

/** Ids of the users who are active, hold the administrator role and can sign in. */
export async function activeAdministrators(db: Knex): Promise<number[]> {
  const rows: { id: number }[] = await db('users')
    .join('user_roles', 'user_roles.user_id', 'users.id')
    .join('credentials', 'credentials.user_id', 'users.id')
    .where('user_roles.role', ADMINISTRATOR)
    .where('users.active', true)
    .whereNull('users.deleted_at')
    .select('users.id')
  return rows.map((row) => row.id)
}

/** @throws E_LAST_ADMINISTRATOR when nobody could administer the installation without this user */
export async function ensureAdministratorRemains(db: Knex, leaving: number): Promise<void> {
  const present = await activeAdministrators(db)
  if (present.includes(leaving) && present.length === 1) throw new E_LAST_ADMINISTRATOR()
}
