/**
 * Whether an unsafe request comes from a page of ours. Pure. Browsers tell by `Origin` and `Sec-Fetch-Site`; programs send
 * neither and carry a token instead of a cookie.
 */
export function isSameSite(
  headers: { origin?: string; fetchSite?: string; host?: string },
  appUrl: string | undefined
): boolean {
  if (headers.fetchSite === 'cross-site') return false
  if (headers.origin === undefined) return true
  if (!URL.canParse(headers.origin)) return false
  const { host, origin } = new URL(headers.origin)
  if (headers.host !== undefined && host === headers.host.toLowerCase()) return true
  return appUrl !== undefined && URL.canParse(appUrl) && new URL(appUrl).origin === origin
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isUnsafe(method: string): boolean {
  return !SAFE.has(method)
}
