import type { Json } from '#core/metadata/types'
import type {
  ProcessGraph,
  ProcessState,
  ProcessEvent,
  Trace,
  Wait,
} from '#core/workflow/kernel/types'
import type { KeptAnswer } from '#core/workflow/kernel/replay_types'
import type { Subject } from '#core/workflow/types'

/** A published version, read once for each process of the group: it never changes. */
export interface LoadedVersion {
  id: number
  documentId: number
  version: number
  graphs: { [process: string]: ProcessGraph }
  /** Whether expressions of a process name its record: only then it is read. */
  usesRecord: ReadonlySet<string>
  usesCalendar: boolean
  runAs: number | null
  publishedBy: number
}

export interface StartOrder {
  process: string
  /** The start event that was triggered; null: the plain one. */
  node?: string | null
  variables?: { [name: string]: Json }
  subject?: Subject | null
  /** Who starts it, or is the cause that it starts; 0 for nobody. */
  userId: number
  /**
   * Whose rights it has where its version names nobody; default: those of who starts it, or of the publisher where nobody does. What
   * starts by itself has the publisher's: who happens to touch a record has not asked for what somebody drew.
   */
  rights?: 'publisher' | { of: number }
  /** Whose work it is; where nothing is said, that of the record it is about, or of the caller. */
  unitId?: number | null
  key?: string | null
  title?: string | null
  /** The call that started it. */
  parent?: { id: number; wait: string } | null
  /** How many starts of one transaction led to this one. */
  depth?: number
  /** Which version; default: the active one. */
  versionId?: number
}

/** A row for a wait that outlasts the transaction. */
export interface OpenedWait {
  wait: Wait
  name: string | null
  correlation: string | null
  watched: Subject | null
  dueAt: number | null
}

export type WaitEnd = 'done' | 'interrupted' | 'cancelled'

/** An instance in the hands of one transaction. */
export interface Live {
  id: number
  version: LoadedVersion
  graph: ProcessGraph
  state: ProcessState
  /** Of the row as it was read; 0 for one that is new. */
  lock: number
  runAs: number
  startedBy: number
  subject: Subject | null
  /** The unit whose work it is: what it opens belongs to the same. */
  unitId: number | null
  parent: { id: number; wait: string } | null
  suspended: boolean
  /** Changed in this transaction and to be saved. */
  touched: boolean
  /** The instance's own row says something else than before. */
  shown: boolean
  /** Size of the state as it was read. */
  size: number
  /** How many calls of this very transaction lead here. */
  depth: number
  /** Open ones, as they stand on the row. */
  incidents: number
  opened: Map<string, OpenedWait>
  closed: Map<string, WaitEnd>
  /** Those of the closed ones that were user tasks. */
  closedTasks: Map<string, WaitEnd>
  /** Who did the tasks of which waits. */
  doneBy: Map<string, number>
  trail: Trace[]
  /** What the world said in this transaction. */
  answers: KeptAnswer[]
  /** What a new one began with; null for one that was loaded. */
  begun: { node: string | null; variables: { [name: string]: Json } } | null
  newIncidents: { token: string; node: string; code: string; params: Json }[]
  resolved: Set<string>
  /** Who is the cause of the step, for the trail and for what an operator resolved. */
  by: number | null
  globals: { [name: string]: Json } | null
  pending: ProcessEvent[]
}

export const NEW_STATE: ProcessState = {
  status: 'new',
  next: 1,
  tokens: {},
  scopes: {},
  waits: {},
  incidents: {},
}
