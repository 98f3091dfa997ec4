/**
 * Everything under `/api` is closed; what is open stands here, by method and route pattern. A plugin that answers without a
 * sign-in (a public web form, a web chat) adds its routes when it registers them.
 */
const open = new Set<string>(['POST /api/session', 'GET /api/setup/:token', 'POST /api/setup'])

export function allowPublic(method: string, pattern: string): void {
  open.add(`${method.toUpperCase()} ${pattern}`)
}

export function isPublic(method: string, pattern: string): boolean {
  return open.has(`${method} ${pattern}`)
}

/** Whether a request needs an actor: by its route and by its address, so that no spelling of one slips past the other. */
export function isGuarded(path: string, pattern: string): boolean {
  return (
    pattern.startsWith('/api/') || pattern.startsWith('/__transmit/') || path.startsWith('/api/')
  )
}
