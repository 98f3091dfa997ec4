import { client } from '#ui/api/client.js'

export interface CoachingWish {
  agent: number
  form: string
  criterion: string
  goal: string
  dueOn: string | null
  target: number | null
}
interface Mean {
  mean: number | null
  count: number
}
export interface CoachingProgress {
  began: string
  ended: string | null
  target: number | null
  before: Mean
  after: Mean
  marks: { evaluation: number; at: string; mark: number }[]
}

export const coachingApi = {
  begin: (wish: CoachingWish) => client.post<{ id: number }>('/api/call_evaluation/coaching', wish),
  progress: (id: number, signal: AbortSignal) =>
    client.get<CoachingProgress>(`/api/call_evaluation/coaching/${id}/progress`, { signal }),
}
