import { latinDigits } from './digits.js'

export { formatPhone } from '#core/text/phones'

/** The number as a dialler takes it: digits with a leading plus at most. */
export const dialable = (phone: string): string => latinDigits(phone).replace(/[^\d+]/g, '')
