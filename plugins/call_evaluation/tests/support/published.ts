import app from '@adonisjs/core/services/app'
import type { Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import { Shares } from '#core/sharing/shares'
import { RecordedSites } from '#plugins/telephony/contract'
import { unique } from '#tests/support/people'

export const FORM = 'call_evaluation_standard'
export const ORIGIN = { address: null, channel: 'command' }

/** Answers of the standard form: every rating the same. */
export function answersOf(rating: number, more: Record<string, Json> = {}): Record<string, Json> {
  const names = [
    'tone_greeting',
    'tone_clear',
    'knowledge_right',
    'knowledge_solved',
    'calm_patience',
    'courtesy_respect',
  ]
  const ratings = names.flatMap((name): [string, Json][] => [
    [name, rating],
    [`${name}__comment`, 'Said in a test'],
  ])
  return { ...Object.fromEntries(ratings), courtesy_no_insult: true, ...more }
}

export interface Person {
  userId: number
  unit: number | null
}

/** A call of an agent, as the exchange would have left it. */
export async function makeCall(
  agent: Person,
  values: Record<string, Json> = {}
): Promise<{ id: number }> {
  const sites = await app.container.make(RecordedSites)
  const records = await app.container.make(Records)
  const site = await sites.ensureSite({ name: unique('report'), timeZone: 'Asia/Tehran' })
  return records.create(SYSTEM_ACTOR, ORIGIN, 'call', {
    title: unique('call'),
    site_id: site.id,
    pbx_key: unique('key'),
    kind: 'call',
    direction: 'inbound',
    answered: true,
    agent: '201',
    agent_user: agent.userId,
    owner_id: agent.userId,
    unit_id: agent.unit,
    started_at: '2031-03-02T08:00:00.000Z',
    ...values,
  })
}

/** An evaluation as it is after its publication, and shared with its agent as the life cycle does. */
export async function makeEvaluation(
  agent: Person,
  evaluator: number,
  answers: Record<string, Json>,
  values: Record<string, Json> = {}
): Promise<number> {
  const records = await app.container.make(Records)
  const call = values.call ?? (await makeCall(agent)).id
  const { id } = await records.create(SYSTEM_ACTOR, ORIGIN, 'evaluation', {
    title: unique('evaluation'),
    call,
    agent: agent.userId,
    agent_name: 'Agent',
    evaluator,
    owner_id: evaluator,
    unit_id: agent.unit,
    form_name: FORM,
    state: 'published',
    assigned_at: '2031-03-02T08:00:00.000Z',
    finished_at: '2031-03-03T08:00:00.000Z',
    published_at: '2031-03-04T08:00:00.000Z',
    answers,
    ...values,
  })
  if ((values.state ?? 'published') !== 'published' || values.calibration) return id
  const shares = await app.container.make(Shares)
  await shares.add(SYSTEM_ACTOR, ORIGIN, 'evaluation', id, {
    kind: 'user',
    receiverId: agent.userId,
    level: 'read',
    expiresAt: null,
  })
  return id
}
