import type { HttpContext } from '@adonisjs/core/http'
import env from '#core/start/env'
import { readCookie } from '#core/security/secret_token'

const secure = env.get('PEYVAND_HTTPS', false)
const COOKIE = 'peyvand_preview'
const ROLE = /^[a-z][a-z0-9_]{0,60}$/

/** The roles as which a session looks at the application. A forged cookie can only take rights away. */
export function previewedRoles(cookies: string | undefined): string[] | null {
  const value = readCookie(cookies, COOKIE)
  if (!value) return null
  return value.split('.').filter((name) => ROLE.test(name))
}

/** Lives as long as the browser is open. */
export function sendPreviewCookie(response: HttpContext['response'], roles: readonly string[]) {
  const end = roles.length === 0 ? '; Max-Age=0' : ''
  response.append(
    'Set-Cookie',
    `${COOKIE}=${roles.join('.')}; Path=/; HttpOnly; SameSite=Strict${end}${secure ? '; Secure' : ''}`
  )
}
