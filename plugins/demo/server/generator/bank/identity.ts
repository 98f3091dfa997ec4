import type { Random } from '../random.js'
import type { PersonLanguage } from './types.js'

/**
 * An Iranian national id with its check digit: Σ digit·(10−position) mod 11, itself below 2, else 11 minus it. Chosen at
 * random: it can coincide with one that exists and means nothing.
 */
export function iranianNationalId(random: Random): string {
  const digits = random.digits(9)
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0)
  const rest = sum % 11
  return digits + String(rest < 2 ? rest : 11 - rest)
}

/** Azerbaijani FIN: seven letters and digits, without I and O. */
export function azerbaijaniFin(random: Random): string {
  const letters = [...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZ']
  return Array.from({ length: 7 }, () => random.pick(letters)).join('')
}

export function nationalId(random: Random, language: PersonLanguage): string {
  if (language === 'az') return azerbaijaniFin(random)
  return language === 'fa' ? iranianNationalId(random) : `P${random.digits(8)}`
}

/** Numbers in use so far, so that no two people share one by chance. */
export type TakenNumbers = Set<string>

const IRANIAN_MOBILE = ['912', '913', '914', '915', '917', '918', '919', '935', '936', '937', '938']
const AZERBAIJANI_MOBILE = ['50', '51', '55', '70', '77']

/** A mobile number in E.164. British ones are of the range that Ofcom keeps for fiction (07700 900xxx). */
export function mobileNumber(
  random: Random,
  language: PersonLanguage,
  taken: TakenNumbers
): string {
  for (;;) {
    const number =
      language === 'fa'
        ? `+98${random.pick(IRANIAN_MOBILE)}${random.int(2, 9)}${random.digits(6)}`
        : language === 'az'
          ? `+994${random.pick(AZERBAIJANI_MOBILE)}${random.int(2, 9)}${random.digits(6)}`
          : `+447700900${random.digits(3)}`
    if (taken.has(number)) continue
    taken.add(number)
    return number
  }
}

/** A landline of the city, in E.164. */
export function landline(random: Random, areaCode: string, taken: TakenNumbers): string {
  for (;;) {
    const number = `${areaCode}${random.int(3, 8)}${random.digits(13 - areaCode.length - 1)}`
    if (taken.has(number)) continue
    taken.add(number)
    return number
  }
}

/** The ways in which people write one number. */
export function asWritten(random: Random, e164: string): string {
  if (!e164.startsWith('+98')) return random.chance(0.5) ? e164 : `00${e164.slice(1)}`
  const national = `0${e164.slice(3)}`
  return random.weighted([
    [national, 5],
    [`${national.slice(0, 4)} ${national.slice(4, 7)} ${national.slice(7)}`, 3],
    [e164, 2],
    [`00${e164.slice(1)}`, 1],
    [persianDigits(national), 1],
  ])
}

/** The ways in which a line shows the caller: mostly national, at times with the country code. */
export function asShownByLine(random: Random, e164: string): string {
  if (!e164.startsWith('+98')) return `00${e164.slice(1)}`
  return random.weighted([
    [`0${e164.slice(3)}`, 88],
    [e164, 7],
    [`00${e164.slice(1)}`, 5],
  ])
}

function persianDigits(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)))
}
