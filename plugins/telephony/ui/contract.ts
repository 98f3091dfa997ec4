/**
 * What the browser side of other plugins may use of telephony's.
 */
export { callsApi } from './api/calls.js'
export type { CallDetails, CallFacts, CallRecording } from './api/types.js'
export { default as CallLegs } from './call/CallLegs.vue'
export { default as RecordingPlayer } from './player/RecordingPlayer.vue'
export type { PlayerMark } from './player/player_mark.js'
