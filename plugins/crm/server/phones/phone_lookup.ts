import type { Metadata } from '#core/metadata/metadata'
import type { Records } from '#core/records/records'
import type { Actor } from '#core/security/types'
import type { PhoneIndex, PhoneMatch } from './phone_index.js'

/** At most this many records of an entity are shown for one number. */
const SHOWN = 50

/** The phone index for people: only records that the actor may read, found by fields whose values the actor may read. */
export class PhoneLookup {
  readonly #metadata: Metadata
  readonly #records: Records
  readonly #phones: PhoneIndex

  constructor(metadata: Metadata, records: Records, phones: PhoneIndex) {
    this.#metadata = metadata
    this.#records = records
    this.#phones = phones
  }

  /** `number` is null where the text is no telephone number. */
  async find(
    actor: Actor,
    text: string
  ): Promise<{ number: string | null; matches: PhoneMatch[] }> {
    const number = this.#phones.normalise(text)
    if (number === null) return { number, matches: [] }
    const found = (await this.#phones.find([number])).filter((match) => {
      const level = actor.access.field(match.entity, match.field)
      return level === 'read' || level === 'write'
    })
    const matches: PhoneMatch[] = []
    for (const entity of new Set(found.map((match) => match.entity))) {
      const candidates = found.filter((match) => match.entity === entity)
      matches.push(...(await this.#readable(actor, entity, candidates)))
    }
    return { number, matches }
  }

  async #readable(actor: Actor, entity: string, matches: PhoneMatch[]): Promise<PhoneMatch[]> {
    if (actor.access.depth(entity, 'read') === 'none') return []
    const title = this.#metadata.current().entity.get(entity)?.titleField
    if (title === undefined) return []
    const ids = matches.map((match) => match.recordId).slice(0, SHOWN)
    const titled = actor.access.field(entity, title) !== 'none'
    const page = await this.#records.query(actor, {
      entity,
      select: titled ? ['id', title] : ['id'],
      filter: { path: 'id', op: 'in', value: ids },
      limit: ids.length,
    })
    const labels = new Map(page.rows.map((row) => [row.id, String(row[title] ?? `#${row.id}`)]))
    return matches.flatMap((match) => {
      const label = labels.get(match.recordId)
      return label === undefined ? [] : [{ ...match, label }]
    })
  }
}
