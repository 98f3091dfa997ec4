/**
 * The doors through which data leaves: list, search, count, aggregate, relation, export, attachment, timeline, … Each part
 * registers its own, with a probe that knocks. The matrix test (tests/functional/security/matrix.spec.ts) sends readers of
 * every row scope and field access through every registered door and looks for canaries in what comes out; so a door that is
 * added later joins the matrix by being registered. Registering does nothing else.
 */
import type { Json } from '#core/metadata/types'
import type { Actor } from '#core/security/types'

/** The fields of the probed entity whose values are canaries. */
export type CanaryField = 'title' | 'secret' | 'amount' | 'document'

/** A value that stands in one field of one record, and nowhere else. */
export interface Canary {
  recordId: number
  field: CanaryField
  /** As it would show in an answer: a text, the digits of a number, the content of a file. */
  text: string
}

export interface DoorKnock {
  /** Who knocks. */
  actor: Actor
  /**
   * The probed entity. Fields: `title` (its title), `secret` (text), `amount` (integer), `document` (file). `title` may always
   * be read; the other three have the field access under test. All are searchable where their type can be.
   */
  entity: string
  /**
   * An entity whose records everybody may read; its lookup `target` leads to the probed one, one record to each, and so does
   * its field `several` of many links.
   */
  related: string
  /** A print template of the probed entity that shows `title`, `secret` and `amount`. */
  template: string
  /** Ids of all probed records, permitted or not, and of the related ones in the same order. */
  ids: readonly number[]
  relatedIds: readonly number[]
  /** All canaries of all records, permitted or not: a door that answers only yes or no is asked about each. */
  canaries: readonly Canary[]
  /** Id of the stored file in `document`, by record id. */
  fileIds: ReadonlyMap<number, number>
  /** A request to the running server in the actor's name; the body of the answer whatever its status. */
  request(method: string, path: string, body?: Json): Promise<{ status: number; text: string }>
}

export interface Door {
  /** Permanent and unique, the part in front: `records.list`, `http.records.query`, `files.open`. */
  name: string
  /**
   * Knocks, and returns all that came out, as text. A door that answers yes or no returns the texts of the canaries that it
   * confirmed. Refusals (coded errors) are answers too: their texts belong into the result.
   */
  probe(knock: DoorKnock): Promise<string>
  /** Which canaries a permitted reader finds in the answer. At least one: else the test of this door could not fail. */
  shows: readonly [CanaryField, ...CanaryField[]]
}

const doors = new Map<string, Door>()

/** Adds a door to the matrix. The last registration of a name counts. */
export function registerDoor(door: Door): void {
  doors.set(door.name, door)
}

export function registeredDoors(): Door[] {
  return [...doors.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
