/**
 * What other plugins may use of telephony. Everything else under this folder is its own affair.
 */
export { rawCdr, rawCel, rawQueueLog } from './server/model/raw.js'
export type { RawCdr, RawCel, RawQueueLog } from './server/model/raw.js'
export { RecordedSites } from './server/sites/recorded_sites.js'
export type { RecordedSiteInput } from './server/sites/recorded_sites.js'
export { RecordingLocations } from './server/recordings/recording_location.js'
export type {
  ByteRange,
  RecordingFacts,
  RecordingLocation,
  RecordingStat,
} from './server/recordings/recording_location.js'
export type { SiteProfile } from './server/sites/site_store.js'
export { SiteStore } from './server/sites/site_store.js'
