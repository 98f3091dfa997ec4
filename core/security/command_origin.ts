import type { Origin } from '#core/security/types'

/** Where commands come from. */
export const COMMAND_ORIGIN: Origin = Object.freeze({ address: null, channel: 'command' })
