import type { Site } from '../api/sites.js'

export type SiteHealth = 'never' | 'off' | 'recorded' | 'running' | 'failed' | 'late' | 'good'

/** A run every minute is usual; a quarter of an hour without a good one is worth a look. */
const LATE_SECONDS = 15 * 60

/** How a site stands, the worst thing first. Pure. */
export function healthOf(site: Site): SiteHealth {
  if (!site.enabled) return 'off'
  if (site.kind === 'recorded') return 'recorded'
  if (!site.lastSync) return 'never'
  if (site.lastSync.state === 'running') return 'running'
  if (site.lastSync.state === 'failed') return 'failed'
  return site.lagSeconds !== null && site.lagSeconds > LATE_SECONDS ? 'late' : 'good'
}

type Color = 'neutral' | 'success' | 'warning' | 'error' | 'info'
/** State by colour and by shape. */
export const HEALTH: Record<SiteHealth, { color: Color; icon: string }> = {
  never: { color: 'neutral', icon: 'i-lucide-circle-dashed' },
  off: { color: 'neutral', icon: 'i-lucide-circle-pause' },
  recorded: { color: 'neutral', icon: 'i-lucide-archive' },
  running: { color: 'info', icon: 'i-lucide-refresh-cw' },
  failed: { color: 'error', icon: 'i-lucide-circle-alert' },
  late: { color: 'warning', icon: 'i-lucide-triangle-alert' },
  good: { color: 'success', icon: 'i-lucide-circle-check' },
}
