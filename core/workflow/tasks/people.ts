import type { Knex } from 'knex'
import { delegateOf, leastLoaded, nextInTurn } from '#core/workflow/tasks/assignment'
import type { TaskConfig } from '#core/workflow/tasks/task_config'

type Who = number | string

/** Whom tasks go to, for the tasks of one transaction. What is read of people is read once. */
export class People {
  readonly #trx: Knex.Transaction
  readonly #now: number
  readonly #pools = new Map<string, number[]>()
  readonly #loads = new Map<number, number>()
  #delegates: Map<number, number> | null = null

  constructor(trx: Knex.Transaction, now: Date) {
    this.#trx = trx
    this.#now = now.getTime()
  }

  /** Who gets the task, absences regarded; null where people take it themselves or nobody fits. */
  async assignee(ring: string, config: TaskConfig): Promise<number | null> {
    if (config.assignee !== null) {
      const [user] = await this.#users([config.assignee])
      return user === undefined ? null : this.#present(user)
    }
    if (config.strategy === 'none') return null
    const pool = await this.#pool(config)
    const here: number[] = []
    for (const user of pool) if ((await this.#present(user)) === user) here.push(user)
    /** Where all are away, it is given to somebody all the same, and so to who stands in. */
    const users = here.length > 0 ? here : pool
    const chosen =
      config.strategy === 'least_loaded'
        ? await this.#leastLoaded(users)
        : await this.#nextInTurn(ring, users)
    return chosen === null ? null : this.#present(chosen)
  }

  /** Everybody who may take it, as it is written in `workflow_candidates`. */
  async candidates({ candidates }: TaskConfig): Promise<string[]> {
    const users = await this.#users(candidates.users)
    const teams = await this.#teams(candidates.teams)
    return [
      ...users.map((id) => `user:${id}`),
      ...candidates.roles.map((role) => `role:${role}`.slice(0, 80)),
      ...teams.map((id) => `team:${id}`),
    ]
  }

  async #present(user: number): Promise<number> {
    this.#delegates ??= await this.#absences()
    return delegateOf(user, this.#delegates)
  }

  async #absences(): Promise<Map<number, number>> {
    const rows: { user_id: number; delegate_id: number }[] = await this.#trx('workflow_absences')
      .where('from_at', '<=', this.#now)
      .where('until_at', '>', this.#now)
      .select('user_id', 'delegate_id')
    return new Map(rows.map(({ user_id: user, delegate_id: delegate }) => [user, delegate]))
  }

  async #users(whos: readonly Who[]): Promise<number[]> {
    if (whos.length === 0) return []
    const rows: { id: number }[] = await this.#trx('users')
      .whereNull('deleted_at')
      .where('active', true)
      .where((query) => {
        query.whereIn(
          'id',
          whos.filter((who) => typeof who === 'number')
        )
        query.orWhereIn(
          'login',
          whos.filter((who) => typeof who === 'string')
        )
      })
      .select('id')
    return rows.map(({ id }) => id)
  }

  async #teams(whos: readonly Who[]): Promise<number[]> {
    if (whos.length === 0) return []
    const rows: { id: number }[] = await this.#trx('teams')
      .whereNull('deleted_at')
      .where((query) => {
        query.whereIn(
          'id',
          whos.filter((who) => typeof who === 'number')
        )
        query.orWhereIn(
          'name',
          whos.filter((who) => typeof who === 'string')
        )
      })
      .select('id')
    return rows.map(({ id }) => id)
  }

  /** Everybody behind the candidates, in no order. */
  async #pool(config: TaskConfig): Promise<number[]> {
    const key = JSON.stringify(config.candidates)
    const known = this.#pools.get(key)
    if (known) return known
    const { users, roles, teams } = config.candidates
    const direct = await this.#users(users)
    const teamIds = await this.#teams(teams)
    const active = () =>
      this.#trx('users').whereNull('users.deleted_at').where('users.active', true)
    const byRole: { id: number }[] = roles.length
      ? await active()
          .join('user_roles', 'user_roles.user_id', 'users.id')
          .whereIn('user_roles.role', roles)
          .select('users.id')
      : []
    const byTeam: { id: number }[] = teamIds.length
      ? await active()
          .join('team_members', 'team_members.user_id', 'users.id')
          .whereIn('team_members.team_id', teamIds)
          .select('users.id')
      : []
    const pool = [...new Set([...direct, ...[...byRole, ...byTeam].map(({ id }) => id)])]
    this.#pools.set(key, pool)
    return pool
  }

  async #leastLoaded(users: readonly number[]): Promise<number | null> {
    const unknown = users.filter((user) => !this.#loads.has(user))
    if (unknown.length > 0) {
      const rows: { assignee: number; n: number }[] = await this.#trx('workflow_tasks')
        .whereIn('assignee', unknown)
        .where('status', 'open')
        .whereNull('deleted_at')
        .groupBy('assignee')
        .select('assignee')
        .count({ n: '*' })
      for (const user of unknown) this.#loads.set(user, 0)
      for (const { assignee, n } of rows) this.#loads.set(assignee, Number(n))
    }
    const chosen = leastLoaded(users, this.#loads)
    if (chosen !== null) this.#loads.set(chosen, (this.#loads.get(chosen) ?? 0) + 1)
    return chosen
  }

  async #nextInTurn(ring: string, users: readonly number[]): Promise<number | null> {
    const row: { last_user: number } | undefined = await this.#trx('workflow_turns')
      .where('ring', ring)
      .first('last_user')
    const chosen = nextInTurn(users, row?.last_user ?? null)
    if (chosen === null) return null
    if (row) await this.#trx('workflow_turns').where('ring', ring).update({ last_user: chosen })
    else await this.#trx('workflow_turns').insert({ ring, last_user: chosen })
    return chosen
  }
}
