import type { Language } from '#core/metadata/types'
import { latinDigits, localDigits } from './digits.js'

/** Whole seconds as `m:ss`, from an hour on as `h:mm:ss`. */
export function formatDuration(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  const text =
    hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
  return localDigits(text, language)
}

/** Reads `90`, `1:30` or `1:02:03` (any digits) as seconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const parts = latinDigits(text).trim().split(':')
  if (parts.length > 3 || parts.some((part) => !/^\d+$/.test(part))) return null
  return parts.reduce((total, part) => total * 60 + Number(part), 0)
}
