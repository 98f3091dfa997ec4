import type { ApplicationService } from '@adonisjs/core/types'
import { Metadata } from '#core/metadata/metadata'
import { EventBus } from '#core/realtime/event_bus'
import type { RecordHooks } from '#core/records/hooks'
import { PhoneIndex } from './phones/phone_index.js'
import { PhoneIndexHooks } from './phones/phone_index_hooks.js'
import {
  caseHooks,
  leadHooks,
  nameHooks,
  noteHooks,
  phoneCallHooks,
  taskHooks,
} from './rules/record_hooks.js'

/** Rules first, indexes after them: the indexes see what the rules have set. */
export default async function hooks({ container }: ApplicationService): Promise<RecordHooks[]> {
  const metadata = await container.make(Metadata)
  const phones = await container.make(PhoneIndex)
  const events = await container.make(EventBus)
  return [
    nameHooks('contact'),
    leadHooks,
    caseHooks(metadata),
    taskHooks,
    noteHooks,
    phoneCallHooks(phones),
    new PhoneIndexHooks(phones, metadata, events),
  ]
}
