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
  /** A TLS proxy in front speaks plain HTTP to us: the scheme of our own host does not matter. */
  const { host } = headers
  if (host && (headers.origin === `http://${host}` || headers.origin === `https://${host}`))
    return true
  if (!URL.canParse(headers.origin)) return false
  const { origin } = new URL(headers.origin)
  return appUrl !== undefined && URL.canParse(appUrl) && new URL(appUrl).origin === origin
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isUnsafe(method: string): boolean {
  return !SAFE.has(method)
}
