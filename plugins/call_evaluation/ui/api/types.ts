import type { FormDefinition, Json } from '#core/metadata/types'
import type { RecordRow } from '#core/records/types'
import type { Remark } from '../../server/kernel/remarks.js'
import type { State, StepName } from '../../server/kernel/life_cycle.js'

export type { Remark, State, StepName }

export interface EvaluationAnswer {
  record: RecordRow
  /** In the version that the evaluation keeps. */
  form: FormDefinition
  state: State
  steps: StepName[]
  writable: boolean
}
export type SavedAnswer = Pick<EvaluationAnswer, 'record' | 'state' | 'steps' | 'writable'>

export type Answers = Record<string, Json>
/** What people enter on the page of an evaluation. */
export interface Content {
  answers: Answers
  feedback: string
  remarks: Remark[]
}
