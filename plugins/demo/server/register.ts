import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { Users } from '#core/security/users'
import { RecordedSites, RecordingLocations } from '#plugins/telephony/contract'
import { DemoLoader } from './demo_loader.js'
import { DemoRecordings } from './demo_recordings.js'

/** Binds the loader and tells telephony where the demo's recordings come from. */
export default function register({ container }: ApplicationService): void {
  container.singleton(
    DemoLoader,
    async (resolver) =>
      new DemoLoader({
        database: await resolver.make(Database),
        records: await resolver.make(Records),
        users: await resolver.make(Users),
        actors: await resolver.make(Actors),
        sites: await resolver.make(RecordedSites),
      })
  )
  container.resolving(RecordingLocations, (locations) => {
    locations.register('demo', new DemoRecordings())
  })
}
