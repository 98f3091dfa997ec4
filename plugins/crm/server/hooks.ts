import app from '@adonisjs/core/services/app'
import { Metadata } from '#core/metadata/metadata'
import { EventBus } from '#core/realtime/event_bus'
import type { RecordHooks } from '#core/records/hooks'
import { NameIndexHooks } from './duplicates/name_index_hooks.js'
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

const metadata = await app.container.make(Metadata)
const phones = await app.container.make(PhoneIndex)
const events = await app.container.make(EventBus)

const hooks: RecordHooks[] = [
  nameHooks('contact'),
  leadHooks,
  caseHooks(metadata),
  taskHooks,
  noteHooks,
  phoneCallHooks(phones),
  new PhoneIndexHooks(phones, metadata, events),
  new NameIndexHooks('contact', 'full_name'),
  new NameIndexHooks('lead', 'full_name'),
  new NameIndexHooks('account', 'name'),
]
export default hooks
