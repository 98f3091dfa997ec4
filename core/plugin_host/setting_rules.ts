import type { Parsed } from '#core/metadata/field_type'
import { emailType } from '#core/metadata/field_types/email_type'
import { timeType } from '#core/metadata/field_types/time_type'
import { urlType } from '#core/metadata/field_types/url_type'
import type { Json, JsonPrimitive } from '#core/metadata/types'
import type { SettingDeclaration } from '#core/plugin_host/types'

export type SettingValue = string | number | boolean | string[] | null

/** The value while nothing is set. */
export function presetOf(declaration: SettingDeclaration): SettingValue {
  return declaration.type === 'secret' ? null : declaration.default
}

type Checked = { value: SettingValue } | { code: string; params?: Record<string, JsonPrimitive> }

const MAX_TEXT = 4_000

/** Checks a value against its declaration. Null is always right: it means the default. Pure. */
export function checkSetting(declaration: SettingDeclaration, value: Json): Checked {
  if (value === null) return { value: null }
  switch (declaration.type) {
    case 'boolean':
      return typeof value === 'boolean' ? { value } : { code: 'E_INVALID_BOOLEAN' }
    case 'integer':
    case 'duration':
      return checkInteger(declaration, value)
    case 'choice': {
      const known = typeof value === 'string' && Object.hasOwn(declaration.options, value)
      return known ? { value } : { code: 'E_UNKNOWN_CHOICE', params: { value: String(value) } }
    }
    case 'multi_choice':
      return checkChoices(declaration, value)
    case 'time':
      return asField(timeType.parse(value, { type: 'time', label: declaration.label }))
    case 'email':
      return value === ''
        ? { value }
        : asField(emailType.parse(value, { type: 'email', label: declaration.label }))
    case 'url':
      return value === ''
        ? { value }
        : asField(urlType.parse(value, { type: 'url', label: declaration.label }))
    case 'secret':
      return checkText({}, value)
    case 'text':
      return checkText(declaration, value)
  }
}

/** As a field of this type would be checked; nothing typed means the default. */
const asField = (parsed: Parsed): Checked =>
  'code' in parsed ? parsed : { value: parsed.value === null ? null : String(parsed.value) }

/** Each once, in the order in which they are declared. */
function checkChoices({ options }: { options: object }, value: Json): Checked {
  if (!Array.isArray(value)) return { code: 'E_WRONG_TYPE' }
  const strange = value.find((one) => typeof one !== 'string' || !Object.hasOwn(options, one))
  if (strange !== undefined) return { code: 'E_UNKNOWN_CHOICE', params: { value: String(strange) } }
  return { value: Object.keys(options).filter((name) => value.includes(name)) }
}

function checkInteger({ min, max }: { min?: number; max?: number }, value: Json): Checked {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return { code: 'E_NOT_INTEGER' }
  if (min !== undefined && value < min) return { code: 'E_NUMBER_TOO_SMALL', params: { min } }
  if (max !== undefined && value > max) return { code: 'E_NUMBER_TOO_LARGE', params: { max } }
  return { value }
}

function checkText(
  { maxLength = MAX_TEXT, pattern }: { maxLength?: number; pattern?: string },
  value: Json
): Checked {
  if (typeof value !== 'string') return { code: 'E_WRONG_TYPE' }
  if (value.length > maxLength) return { code: 'E_TEXT_TOO_LONG', params: { max: maxLength } }
  const fits = pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value)
  return fits ? { value } : { code: 'E_TEXT_PATTERN' }
}
