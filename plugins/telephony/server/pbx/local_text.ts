/** Arithmetic on the PBX's local times as texts, for watermarks only: no time zone is involved. Pure. */
const EPOCH = /^\d{9,11}(\.\d+)?$/

/**
 * The text `hours` earlier, in the same form: `YYYY-MM-DD HH:MM:SS` or epoch seconds. A text of neither form (a zero
 * date) is returned unchanged.
 */
export function earlier(text: string, hours: number): string {
  if (EPOCH.test(text)) return String(Math.floor(Number(text)) - hours * 3600)
  const instant = Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)
  if (Number.isNaN(instant)) return text
  return asText(instant - hours * 3_600_000)
}

/** Milliseconds as text, both read as if they were UTC. */
export function asText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')
}

/** The earlier of a watermark and the PBX's own clock; a watermark in epoch seconds is left alone. */
export function notAfter(text: string, limit: string): string {
  if (EPOCH.test(text)) return text
  return text > limit ? limit : text
}
