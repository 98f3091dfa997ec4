import app from '@adonisjs/core/services/app'
import { Records } from '#core/records/records'
import type { RecordInput } from '#core/records/types'
import { Actors } from '#core/security/actors'
import { RecordedSites } from '#plugins/telephony/contract'
import { unique } from '#tests/support/people'

export const ORIGIN = { address: null, channel: 'web' }
export const FORM = 'call_evaluation_standard'
/** 90 of 100: tone, calm and courtesy 1, knowledge 0.75 with weight 2. */
export const GOOD = {
  tone_greeting: 5,
  tone_clear: 5,
  knowledge_right: 4,
  knowledge_solved: 4,
  calm_patience: 5,
  courtesy_respect: 5,
  courtesy_no_insult: true,
}

/** A call of an agent, as the exchange would have left it. */
export async function makeCall(agent: number, values: RecordInput = {}): Promise<number> {
  const sites = await app.container.make(RecordedSites)
  const site = await sites.ensureSite({ name: unique('quality'), timeZone: 'Asia/Tehran' })
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  const call = await records.create(system, ORIGIN, 'call', {
    title: unique('call'),
    site_id: site.id,
    pbx_key: unique('key'),
    kind: 'call',
    answered: true,
    agent: '201',
    agent_user: agent,
    started_at: '2026-11-22T08:00:00.000Z',
    ...values,
  })
  return call.id
}
