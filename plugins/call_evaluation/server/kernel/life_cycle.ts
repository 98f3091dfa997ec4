/** States of an evaluation and who may lead it from one to the next. */
export const STATES = [
  'assigned',
  'in_progress',
  'done',
  'published',
  'acknowledged',
  'disputed',
  'upheld',
  'rescored',
] as const
export type State = (typeof STATES)[number]

/** `evaluator`: whose work it is; `publisher`: by permission; `agent`: whose call it was. */
export type Part = 'evaluator' | 'publisher' | 'agent'

interface Step {
  from: readonly State[]
  to: State
  by: Part
  /** What must be there: a score, or a text that says why. */
  needs?: 'score' | 'reason'
}

export const STEPS = {
  start: { from: ['assigned'], to: 'in_progress', by: 'evaluator' },
  finish: { from: ['in_progress'], to: 'done', by: 'evaluator', needs: 'score' },
  reopen: { from: ['done'], to: 'in_progress', by: 'evaluator' },
  publish: { from: ['done'], to: 'published', by: 'publisher', needs: 'score' },
  acknowledge: { from: ['published', 'upheld', 'rescored'], to: 'acknowledged', by: 'agent' },
  dispute: { from: ['published'], to: 'disputed', by: 'agent', needs: 'reason' },
  uphold: { from: ['disputed'], to: 'upheld', by: 'publisher', needs: 'reason' },
  rescore: { from: ['disputed'], to: 'rescored', by: 'publisher', needs: 'reason' },
} as const satisfies Record<string, Step>
export type StepName = keyof typeof STEPS

/** From when on the agent may read the evaluation. */
export const SEEN_BY_AGENT: readonly State[] = [
  'published',
  'acknowledged',
  'disputed',
  'upheld',
  'rescored',
]

export type StepRefusal =
  | { code: 'E_EVALUATION_STEP'; state: State }
  | { code: 'E_EVALUATION_NOT_YOURS'; part: Part }
  | { code: 'E_EVALUATION_NEEDS_SCORE' }
  | { code: 'E_EVALUATION_NEEDS_REASON' }

export interface StepQuestion {
  state: State
  parts: ReadonlySet<Part>
  hasScore: boolean
  reason: string | null
}

/** The state that a step leads to, or why it may not be taken. */
export function takeStep(name: StepName, asked: StepQuestion): { to: State } | StepRefusal {
  const step: Step = STEPS[name]
  if (!step.from.includes(asked.state)) return { code: 'E_EVALUATION_STEP', state: asked.state }
  if (!asked.parts.has(step.by)) return { code: 'E_EVALUATION_NOT_YOURS', part: step.by }
  if (step.needs === 'score' && !asked.hasScore) return { code: 'E_EVALUATION_NEEDS_SCORE' }
  if (step.needs === 'reason' && !asked.reason?.trim()) return { code: 'E_EVALUATION_NEEDS_REASON' }
  return { to: step.to }
}

/** What somebody may do with an evaluation now. */
export function stepsOpen(asked: Pick<StepQuestion, 'state' | 'parts'>): StepName[] {
  return (Object.keys(STEPS) as StepName[]).filter(
    (name) => 'to' in takeStep(name, { ...asked, hasScore: true, reason: 'any' })
  )
}
