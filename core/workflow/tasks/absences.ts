import type { Database } from '#core/database/database'
import { E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import type { Actor } from '#core/security/types'

export interface AbsenceView {
  from: string
  until: string
  delegate: number
}

/** Who is away and who stands in: everybody says so for themselves. Tasks that come meanwhile go to whom they name. */
export class Absences {
  readonly #database: Database
  readonly #clock: () => Date

  constructor(database: Database, clock: () => Date) {
    this.#database = database
    this.#clock = clock
  }

  /** The present or next absence of a person. */
  async of(actor: Actor): Promise<AbsenceView | null> {
    const row:
      { from_at: number | string; until_at: number | string; delegate_id: number } | undefined =
      await this.#database
        .read('workflow_absences')
        .where('user_id', actor.userId)
        .where('until_at', '>', this.#clock().getTime())
        .orderBy('from_at')
        .first()
    if (!row) return null
    return {
      from: new Date(Number(row.from_at)).toISOString(),
      until: new Date(Number(row.until_at)).toISOString(),
      delegate: row.delegate_id,
    }
  }

  /** Says it, in place of what was said before; null takes it back. @throws E_VALIDATION, E_NOT_FOUND for the delegate */
  async say(actor: Actor, absence: AbsenceView | null): Promise<void> {
    await this.#database.transaction(async (trx) => {
      await trx('workflow_absences').where('user_id', actor.userId).delete()
      if (!absence) return
      const [from, until] = [Date.parse(absence.from), Date.parse(absence.until)]
      if (!(until > from)) throw new E_VALIDATION({}, [{ path: 'until', code: 'E_INVALID_DATE' }])
      const other: unknown = await trx('users')
        .where({ id: absence.delegate, active: true })
        .whereNull('deleted_at')
        .first('id')
      if (!other || absence.delegate === actor.userId) throw new E_NOT_FOUND({ what: 'user' })
      await trx('workflow_absences').insert({
        user_id: actor.userId,
        delegate_id: absence.delegate,
        from_at: from,
        until_at: until,
      })
    })
  }
}
