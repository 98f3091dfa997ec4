/** The numbers of sign-in, sessions and passwords, in one place. Times in milliseconds. */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const sessionPolicy = {
  /** Ends after this time without a request… */
  idle: 2 * HOUR,
  /** …and after this time in any case. */
  absolute: 24 * HOUR,
  /** How old "last seen" in the database may be while a session is in use. */
  touchEvery: MINUTE,
} as const

export const tokenPolicy = {
  prefix: 'pv_',
  /** Longest life of a personal access token. */
  maxLife: 366 * DAY,
  maxPerUser: 50,
} as const

export const setupLinkPolicy = { life: DAY } as const

/** Length matters more than kinds of characters (NIST SP 800-63B, 3.1.1.2). */
export const passwordPolicy = { minLength: 10, maxLength: 200 } as const

export interface AttemptRule {
  /** Failures within the window that are let pass. */
  free: number
  window: number
  /** The first lock; each further failure doubles it… */
  lock: number
  /** …up to this. */
  maxLock: number
}

/**
 * A login guards one account against guessing; an address guards all accounts against one guesser. A whole call centre may
 * sign in from one address at the beginning of a shift.
 */
export const attemptRules: Record<'login' | 'address', AttemptRule> = {
  login: { free: 5, window: 15 * MINUTE, lock: MINUTE, maxLock: 15 * MINUTE },
  address: { free: 200, window: 15 * MINUTE, lock: MINUTE, maxLock: 15 * MINUTE },
}

/** Hashing one password takes 32 MiB for a quarter of a second: so many at once, so many waiting. */
export const hashingPolicy = { atOnce: 2, waiting: 40 } as const
