import type { ErrorDetail } from '#core/errors/coded_error'
import { E_TELEPHONY_SITE_OPTIONS } from './errors.js'
import { LocalClock } from './local_clock.js'

/** A queue's member as the PBX knows it. */
export interface QueueMember {
  /** As dialled: `PJSIP/204`, `Local/205@from-queue/n`. */
  interface: string
  /** What queue_log writes instead of the interface; '' when the member has no name. */
  name: string
  /** The agent's number; '' to take it from the interface. */
  extension: string
}

/** Rewrites a number before it is looked up: a regular expression and its replacement (`$1`). */
export interface PrefixRule {
  direction: 'inbound' | 'outbound'
  pattern: string
  replace: string
}

/** What an administrator says about a site so that its rows can be understood. Plain data. */
export interface SiteOptions {
  siteId: number
  /** IANA zone of the PBX's clock. */
  timeZone: string
  /** How far the PBX's clock is ahead of the true time. */
  clockSkewSeconds: number
  /** Peer names of trunks, `*` for anything: `trunk-*`. Peers that are neither trunks nor internal numbers are trunks. */
  trunks: string[]
  /** Technologies whose channels are lines, not phones. */
  trunkTechnologies: string[]
  /** Internal numbers are digits of this many places … */
  internalNumberLength: { min: number; max: number }
  /** … or match one of these regular expressions. */
  internalNumberPatterns: string[]
  /** Contexts of IVR menus, `*` for anything. */
  ivrContexts: string[]
  /**
   * Regular expression over cdr.dst with one group: the QUEUESTATUS that the dialplan went on with when the queue did not
   * take the caller (`qs-FULL`). The tables of a stock PBX show no reason.
   */
  refusalDestination: string
  prefixRules: PrefixRule[]
  /** Calls whose other party's number has fewer digits are not logged; null = all are logged. */
  ignoreShorterThan: number | null
  members: QueueMember[]
  /** Names of extensions: `{ '201': 'Sara Ahmadi' }`. */
  extensionNames: Record<string, string>
  /** queue_log INFO rows with this data1 carry the caller's mark in data2. */
  surveyInfo: string
  /** Regular expression over cdr.userfield with one group: the mark. */
  surveyUserfield: string
  /** Marks outside are no marks. */
  surveyRange: { min: number; max: number }
  /** queue_log INFO rows with this data1 carry the key pressed in the IVR in data2. */
  ivrInfo: string
}

/** Options of a usual FreePBX or Issabel. */
export function defaultSiteOptions(siteId: number, timeZone: string): SiteOptions {
  return {
    siteId,
    timeZone,
    clockSkewSeconds: 0,
    trunks: [],
    trunkTechnologies: ['DAHDI'],
    internalNumberLength: { min: 2, max: 5 },
    internalNumberPatterns: [],
    ivrContexts: ['ivr-*', 'app-announcement-*'],
    refusalDestination: '^qs-([A-Z]+)$',
    prefixRules: [],
    ignoreShorterThan: null,
    members: [],
    extensionNames: {},
    surveyInfo: 'SURVEY',
    surveyUserfield: '^survey=(\\d+)$',
    surveyRange: { min: 1, max: 5 },
    ivrInfo: 'IVR',
  }
}

/** Everything wrong with the options, each with its path; empty when they can be used. Pure. */
export function siteOptionIssues(options: SiteOptions): ErrorDetail[] {
  const issues: ErrorDetail[] = []
  if (!LocalClock.isTimeZone(options.timeZone)) {
    issues.push({ path: 'timeZone', code: 'unknown_time_zone' })
  }
  const { min, max } = options.internalNumberLength
  if (!(min >= 1 && max >= min)) issues.push({ path: 'internalNumberLength', code: 'bad_range' })
  for (const [path, pattern] of patternsOf(options)) {
    if (!isPattern(pattern)) issues.push({ path, code: 'bad_pattern' })
  }
  return issues
}

/**
 * Checks the options.
 * @throws E_TELEPHONY_SITE_OPTIONS with all issues
 */
export function assertSiteOptions(options: SiteOptions): void {
  const issues = siteOptionIssues(options)
  if (issues.length > 0) throw new E_TELEPHONY_SITE_OPTIONS({}, issues)
}

function patternsOf(options: SiteOptions): Array<[path: string, pattern: string]> {
  return [
    ...options.internalNumberPatterns.map((pattern, index): [string, string] => [
      `internalNumberPatterns.${index}`,
      pattern,
    ]),
    ...options.prefixRules.map((rule, index): [string, string] => [
      `prefixRules.${index}.pattern`,
      rule.pattern,
    ]),
    ['refusalDestination', options.refusalDestination],
    ['surveyUserfield', options.surveyUserfield],
  ]
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
