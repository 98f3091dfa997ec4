import type { ErrorDetail } from '#core/errors/coded_error'
import { passwordPolicy } from '#core/security/policy'

/** Words that guessers try first. A password built around one of them is refused, whatever digits surround it. */
const COMMON = [
  'password',
  'passw0rd',
  'parol',
  'qwerty',
  'asdfgh',
  'zxcvbn',
  'letmein',
  'welcome',
  'administrator',
  'admin',
  'peyvand',
  'iloveyou',
  'monkey',
  'dragon',
  'football',
  'baku',
  'tehran',
  'iran',
  'azerbaijan',
  'changeme',
  'secret',
  'master',
]
/** What must be left when the guessable parts are taken out. */
const MIN_REST = 6

/**
 * Whether the text is one run: all the same character, or rising or falling by one (`aaaaaaaaaa`, `zyxwvutsrq`). Digits go
 * round: `7890123456`.
 */
function isRun(text: string): boolean {
  const points = [...text].map((char) => char.codePointAt(0) ?? 0)
  const round = /^[0-9]+$/.test(text) ? 10 : Number.MAX_SAFE_INTEGER
  return [-1, 0, 1].some((step) =>
    points.every((point, i) => i === 0 || (point - (points[i - 1] ?? 0) - step) % round === 0)
  )
}

function isRepeated(text: string): boolean {
  for (let size = 1; size <= 4; size++) {
    if (text.length % size === 0 && text === text.slice(0, size).repeat(text.length / size))
      return true
  }
  return false
}

/**
 * What is wrong with a new password: empty when nothing is. Length counts code points. Nothing is asked about kinds of
 * characters: such rules make passwords predictable (NIST SP 800-63B, 3.1.1.2).
 *
 * @param person the login, name and e-mail of its owner, which must not be the substance of it
 */
export function passwordIssues(
  password: string,
  person: readonly (string | null)[],
  path = 'password'
): ErrorDetail[] {
  const length = [...password].length
  if (length < passwordPolicy.minLength)
    return [{ path, code: 'password_short', params: { min: passwordPolicy.minLength } }]
  if (length > passwordPolicy.maxLength)
    return [{ path, code: 'password_long', params: { max: passwordPolicy.maxLength } }]
  const folded = password.normalize('NFKC').toLowerCase()
  let rest = folded
  const owned = person.flatMap((text) => (text ?? '').toLowerCase().split(/[\s@.]+/))
  for (const word of [...COMMON, ...owned]) {
    if (word.length >= 4) rest = rest.replaceAll(word, '')
  }
  rest = rest.replace(/[^\p{L}\p{N}]/gu, '')
  const weak = rest.length < MIN_REST || isRun(rest) || isRun(folded) || isRepeated(folded)
  return weak ? [{ path, code: 'password_guessable' }] : []
}
