import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import env from '#core/start/env'
import { Database } from '#core/database/database'
import { dialectOf } from '#core/database/dialect'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Jobs } from '#core/jobs/jobs'
import { Metadata } from '#core/metadata/metadata'
import { Settings } from '#core/plugin_host/settings'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import { Triggers } from '#core/workflow/triggers/triggers'
import { PhoneIndex } from '#plugins/crm/contract'
import { CallConversion } from './calls/call_conversion.js'
import { CallPage } from './calls/call_page.js'
import { Figures } from './figures/figures_service.js'
import { CallLinker } from './linking/call_linker.js'
import { Relinker } from './linking/relinker.js'
import { MirrorStore } from './mirror/mirror_store.js'
import { Purge } from './purge/purge.js'
import { FolderLocation } from './recordings/folder_location.js'
import { HttpLocation } from './recordings/http_location.js'
import { RecordingCache } from './recordings/recording_cache.js'
import { RecordingLocations } from './recordings/recording_location.js'
import { Recordings } from './recordings/recordings.js'
import { RecordedSites } from './sites/recorded_sites.js'
import { SiteAdmin } from './sites/site_admin.js'
import { SiteStore } from './sites/site_store.js'
import { AgentStore } from './store/agent_store.js'
import { CallStore } from './store/call_store.js'
import { PlaceStore } from './store/place_store.js'
import { Assembly } from './sync/assembly.js'
import { MemberLearning } from './sync/member_learning.js'
import { SiteSync } from './sync/site_sync.js'
import { SyncState } from './sync/sync_state.js'
import { CallTeller } from './workflow/call_teller.js'

/** Binds telephony's services. */
export default function register(app: ApplicationService): void {
  bindSync(app)
  bindRecordings(app)
  bindDoors(app)
}

function bindSync({ container }: ApplicationService): void {
  container.singleton(SiteStore, async (resolver) => {
    return new SiteStore(await resolver.make(Database), await resolver.make('encryption'))
  })
  container.singleton(SyncState, async (resolver) => new SyncState(await resolver.make(Database)))
  container.singleton(MirrorStore, async (resolver) => {
    return new MirrorStore((await resolver.make(Database)).dialect)
  })
  container.singleton(CallLinker, async (resolver) => {
    return new CallLinker(
      await resolver.make(Database),
      await resolver.make(PhoneIndex),
      await resolver.make(Settings),
      await resolver.make(Metadata)
    )
  })
  container.singleton(CallStore, async (resolver) => {
    return new CallStore(
      await resolver.make(Database),
      await resolver.make(Metadata),
      await resolver.make(FieldTypes),
      await resolver.make(CallLinker),
      new CallTeller(
        await resolver.make(Triggers),
        dialectOf((await resolver.make(Database)).dialect)
      )
    )
  })
  container.singleton(AgentStore, async (resolver) => {
    return new AgentStore(
      await resolver.make(Database),
      await resolver.make(Metadata),
      await resolver.make(FieldTypes)
    )
  })
  container.singleton(PlaceStore, async (resolver) => {
    return new PlaceStore(
      await resolver.make(Database),
      await resolver.make(Metadata),
      await resolver.make(FieldTypes)
    )
  })
  container.singleton(Assembly, async (resolver) => {
    return new Assembly(
      await resolver.make(Database),
      await resolver.make(SiteStore),
      await resolver.make(MirrorStore),
      await resolver.make(SyncState),
      await resolver.make(CallStore),
      await resolver.make(AgentStore),
      await resolver.make(PlaceStore)
    )
  })
  container.singleton(MemberLearning, async (resolver) => {
    return new MemberLearning(
      await resolver.make(Database),
      await resolver.make(MirrorStore),
      await resolver.make(PlaceStore),
      await resolver.make(SyncState)
    )
  })
  container.singleton(SiteSync, async (resolver) => {
    return new SiteSync(
      await resolver.make(Database),
      await resolver.make(SiteStore),
      await resolver.make(MirrorStore),
      await resolver.make(SyncState),
      await resolver.make(Assembly),
      await resolver.make(MemberLearning),
      await resolver.make(Settings)
    )
  })
  container.singleton(Relinker, async (resolver) => {
    return new Relinker(
      await resolver.make(Database),
      await resolver.make(CallLinker),
      await resolver.make(CallStore)
    )
  })
  container.singleton(Purge, async (resolver) => {
    return new Purge(
      await resolver.make(Database),
      await resolver.make(SiteStore),
      await resolver.make(MirrorStore),
      await resolver.make(Settings),
      await resolver.make(AuditLog)
    )
  })
}

function bindRecordings(app: ApplicationService): void {
  const { container } = app
  container.singleton(RecordingLocations, async (resolver) => {
    const locations = new RecordingLocations()
    locations.register('folder', new FolderLocation())
    locations.register('http', new HttpLocation(await resolver.make(SiteStore)))
    return locations
  })
  container.singleton(RecordingCache, async (resolver) => {
    const folder = join(env.get('PEYVAND_VAR', app.makePath('var')), 'telephony', 'recordings')
    return new RecordingCache(await resolver.make(Database), folder)
  })
  container.singleton(Recordings, async (resolver) => {
    return new Recordings(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(SiteStore),
      await resolver.make(RecordingLocations),
      await resolver.make(RecordingCache),
      await resolver.make(Settings),
      await resolver.make(AuditLog)
    )
  })
}

function bindDoors({ container }: ApplicationService): void {
  container.singleton(SiteAdmin, async (resolver) => {
    return new SiteAdmin(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(SiteStore),
      await resolver.make(SyncState),
      await resolver.make(Jobs),
      await resolver.make(Settings),
      await resolver.make(AuditLog)
    )
  })
  container.singleton(RecordedSites, async (resolver) => {
    return new RecordedSites(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(Actors),
      await resolver.make(SiteStore),
      await resolver.make(SiteSync)
    )
  })
  container.singleton(CallPage, async (resolver) => {
    return new CallPage(
      await resolver.make(Database),
      await resolver.make(Metadata),
      await resolver.make(Records)
    )
  })
  container.singleton(CallConversion, async (resolver) => {
    return new CallConversion(await resolver.make(Database), await resolver.make(Records))
  })
  container.singleton(Figures, async (resolver) => {
    return new Figures(await resolver.make(Database), await resolver.make(SiteStore))
  })
}
