import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import { Settings } from '#core/plugin_host/settings'
import { EventBus } from '#core/realtime/event_bus'
import { Records } from '#core/records/records'
import { PhoneIndex } from './phones/phone_index.js'
import { PhoneIndexRebuild } from './phones/phone_index_rebuild.js'
import { PhoneLookup } from './phones/phone_lookup.js'

/** Binds the CRM's services. */
export default function register(app: ApplicationService): void {
  const { container } = app
  container.singleton(
    PhoneIndex,
    async (resolver) =>
      new PhoneIndex(
        await resolver.make(Database),
        await resolver.make(Metadata),
        await resolver.make(Settings)
      )
  )
  container.singleton(
    PhoneIndexRebuild,
    async (resolver) =>
      new PhoneIndexRebuild(
        await resolver.make(Database),
        await resolver.make(Metadata),
        await resolver.make(PhoneIndex),
        await resolver.make(EventBus)
      )
  )
  container.singleton(
    PhoneLookup,
    async (resolver) =>
      new PhoneLookup(
        await resolver.make(Metadata),
        await resolver.make(Records),
        await resolver.make(PhoneIndex)
      )
  )
}
