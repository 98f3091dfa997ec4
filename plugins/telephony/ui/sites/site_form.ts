import type { PrefixRule, Site, SiteInput } from '../api/sites.js'

/** The form's state: texts as they are typed. Empty numbers are null. */
export interface SiteFormState {
  name: string
  timeZone: string
  active: boolean
  unitId: number | null
  connected: boolean
  host: string
  port: number | null
  user: string
  database: string
  tls: boolean
  tables: { cdr: string; cel: string; queue_log: string }
  /** null: as it is; '' forgets it. */
  password: string | null
  recordings: { kind: string; folder: string; url: string; user: string }
  recordingsPassword: string | null
  internal: { min: number | null; max: number | null }
  ignoreShorterThan: number | null
  prefixRules: PrefixRule[]
  /** One a line. */
  trunks: string
  trunkTechnologies: string
  internalNumberPatterns: string
  ivrContexts: string
  clockSkewSeconds: number | null
  refusalDestination: string
  surveyInfo: string
  surveyUserfield: string
  survey: { min: number | null; max: number | null }
  ivrInfo: string
}

const DEFAULTS: SiteFormState = {
  name: '',
  timeZone: 'Asia/Tehran',
  active: true,
  unitId: null,
  connected: true,
  host: '',
  port: 3306,
  user: '',
  database: 'asteriskcdrdb',
  tls: false,
  tables: { cdr: 'cdr', cel: 'cel', queue_log: 'queue_log' },
  password: null,
  recordings: { kind: 'none', folder: '', url: '', user: '' },
  recordingsPassword: null,
  internal: { min: 2, max: 5 },
  ignoreShorterThan: null,
  prefixRules: [],
  trunks: '',
  trunkTechnologies: 'DAHDI',
  internalNumberPatterns: '',
  ivrContexts: 'ivr-*\napp-announcement-*',
  clockSkewSeconds: 0,
  refusalDestination: '^qs-([A-Z]+)$',
  surveyInfo: 'SURVEY',
  surveyUserfield: '^survey=(\\d+)$',
  survey: { min: 1, max: 5 },
  ivrInfo: 'IVR',
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The form of a site, or of a new one in the reader's zone. Passwords are never in it. */
export function formOf(site: Site | null, readerZone = DEFAULTS.timeZone): SiteFormState {
  if (!site) return { ...structuredClone(DEFAULTS), timeZone: readerZone }
  const { connection, recordings, rules, unitId } = site.settings
  const base = structuredClone(DEFAULTS)
  return {
    ...base,
    name: site.name,
    timeZone: site.timeZone,
    active: site.enabled,
    unitId,
    connected: connection !== null,
    ...(connection
      ? {
          host: connection.host,
          port: connection.port,
          user: connection.user,
          database: connection.database,
          tls: connection.tls,
          tables: {
            cdr: connection.tables.cdr ?? '',
            cel: connection.tables.cel ?? '',
            queue_log: connection.tables.queue_log ?? '',
          },
        }
      : {}),
    recordings: { ...recordings },
    internal: { ...rules.internalNumberLength },
    ignoreShorterThan: rules.ignoreShorterThan,
    prefixRules: rules.prefixRules.map((rule) => ({ ...rule })),
    trunks: rules.trunks.join('\n'),
    trunkTechnologies: rules.trunkTechnologies.join('\n'),
    internalNumberPatterns: rules.internalNumberPatterns.join('\n'),
    ivrContexts: rules.ivrContexts.join('\n'),
    clockSkewSeconds: rules.clockSkewSeconds,
    refusalDestination: rules.refusalDestination,
    surveyInfo: rules.surveyInfo,
    surveyUserfield: rules.surveyUserfield,
    survey: { ...rules.surveyRange },
    ivrInfo: rules.ivrInfo,
  }
}

/** The connection as the form says it; null where the site is not read from a database. An empty table is not read. */
export function connectionOf(form: SiteFormState): SiteInput['connection'] {
  if (!form.connected) return null
  const { host, port, user, database, tls, tables } = form
  const named = (name: string) => name.trim() || null
  return {
    host: host.trim(),
    port: port ?? 3306,
    user: user.trim(),
    database: database.trim(),
    tls,
    tables: {
      cdr: named(tables.cdr),
      cel: named(tables.cel),
      queue_log: named(tables.queue_log),
    },
  }
}

/** What is sent: passwords only when they were typed, folder or address only of the chosen kind. */
export function inputOf(form: SiteFormState): SiteInput {
  return {
    name: form.name.trim(),
    timeZone: form.timeZone,
    active: form.active,
    unitId: form.unitId,
    connection: connectionOf(form) ?? null,
    ...(form.password === null ? {} : { password: form.password }),
    recordings: { ...form.recordings },
    ...(form.recordingsPassword === null ? {} : { recordingsPassword: form.recordingsPassword }),
    rules: {
      clockSkewSeconds: form.clockSkewSeconds ?? 0,
      trunks: lines(form.trunks),
      trunkTechnologies: lines(form.trunkTechnologies),
      internalNumberLength: { min: form.internal.min ?? 0, max: form.internal.max ?? 0 },
      internalNumberPatterns: lines(form.internalNumberPatterns),
      ivrContexts: lines(form.ivrContexts),
      refusalDestination: form.refusalDestination,
      prefixRules: form.prefixRules.map((rule) => ({ ...rule })),
      ignoreShorterThan: form.ignoreShorterThan,
      surveyInfo: form.surveyInfo,
      surveyUserfield: form.surveyUserfield,
      surveyRange: { min: form.survey.min ?? 0, max: form.survey.max ?? 0 },
      ivrInfo: form.ivrInfo,
    },
  }
}

/** What a number becomes by the rules of a direction, first match wins; null where a pattern is no regular expression. Pure. */
export function rewrite(
  number: string,
  rules: readonly PrefixRule[],
  direction: PrefixRule['direction']
): string | null {
  for (const rule of rules) {
    if (rule.direction !== direction) continue
    const pattern = patternOf(rule.pattern)
    if (!pattern) return null
    if (pattern.test(number)) return number.replace(pattern, rule.replace)
  }
  return number
}

function patternOf(source: string): RegExp | null {
  try {
    return new RegExp(source)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
