import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { ReportFilter } from '../kernel/report.js'
import type { ResolvedFilter } from './report_filter.js'

export interface ReportTeam {
  id: number
  name: string
  members: number[]
}

/** Teams with their members, as far as the reader may see teams. Bound as a singleton. */
export class ReportPeople {
  readonly #database: Database
  readonly #records: Records

  constructor(database: Database, records: Records) {
    this.#database = database
    this.#records = records
  }

  /** @throws E_FORBIDDEN without the right to read teams */
  async teams(actor: Actor): Promise<ReportTeam[]> {
    const teams = new Map<number, ReportTeam>()
    const query = { entity: 'team', select: ['name'], sort: [{ path: 'name' }] }
    for await (const page of this.#records.stream(actor, query)) {
      for (const row of page) teams.set(row.id, { id: row.id, name: String(row.name), members: [] })
    }
    const rows: { team_id: number; user_id: number }[] = await this.#database
      .read('team_members')
      .select('team_id', 'user_id')
    for (const { team_id: team, user_id: user } of rows) teams.get(team)?.members.push(user)
    return [...teams.values()]
  }

  /** With the members of the team that is asked for; of an unknown team there are none. */
  async resolve(actor: Actor, filter: ReportFilter): Promise<ResolvedFilter> {
    if (filter.team === undefined) return filter
    const team = (await this.teams(actor)).find(({ id }) => id === filter.team)
    return { ...filter, members: team?.members ?? [] }
  }
}
