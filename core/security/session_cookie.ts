import type { HttpContext } from '@adonisjs/core/http'
import env from '#core/start/env'
import { sessionPolicy } from '#core/security/policy'

const secure = env.get('PEYVAND_HTTPS', false)

/** Behind HTTPS the prefix makes browsers refuse a cookie that another host or plain HTTP tried to plant. */
export const SESSION_COOKIE = secure ? '__Host-peyvand' : 'peyvand_session'

function setCookie(response: HttpContext['response'], value: string, maxAgeMs: number): void {
  response.append(
    'Set-Cookie',
    `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${Math.floor(maxAgeMs / 1000)}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  )
}

export function sendSessionCookie(response: HttpContext['response'], token: string): void {
  setCookie(response, token, sessionPolicy.absolute)
}

export function clearSessionCookie(response: HttpContext['response']): void {
  setCookie(response, '', 0)
}
