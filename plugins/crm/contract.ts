/**
 * What other plugins may use of the CRM. Everything else under this folder is its own affair.
 */
export { PhoneIndex } from './server/phones/phone_index.js'
export type { PhoneMatch } from './server/phones/phone_index.js'
export { normalisePhone } from './server/phones/normalise.js'

declare module '#core/realtime/types' {
  interface DomainEvents {
    /** Numbers (normalised) that the phone index has gained; at most 500 an event. */
    'crm.phones.indexed': { numbers: string[] }
  }
}
