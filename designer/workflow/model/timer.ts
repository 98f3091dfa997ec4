/**
 * Timers as people say them – "after 2 working hours", "every day, 5 times", "on 20 March" – and as BPMN writes them. What cannot be
 * said with these words is an expression and stays as it is written.
 */
export const TIMER_UNITS = ['minutes', 'hours', 'days', 'weeks', 'months'] as const
export type TimerUnit = (typeof TIMER_UNITS)[number]
export type TimerKind = 'date' | 'duration' | 'cycle'

export type Timer =
  | { form: 'after'; amount: number; unit: TimerUnit; working: boolean }
  | { form: 'at'; instant: string }
  | { form: 'every'; amount: number; unit: TimerUnit; times: number | null; from: string | null }
  | { form: 'written'; kind: TimerKind; text: string; working: boolean }

/** What stands in the document: one of `timeDate`, `timeDuration`, `timeCycle`. */
export interface WrittenTimer {
  kind: TimerKind
  text: string
  working: boolean
}

const UNIT_OF: Record<string, TimerUnit> = {
  TM: 'minutes',
  TH: 'hours',
  D: 'days',
  W: 'weeks',
  M: 'months',
}
const LETTERS: Record<TimerUnit, readonly [string, string]> = {
  minutes: ['PT', 'M'],
  hours: ['PT', 'H'],
  days: ['P', 'D'],
  weeks: ['P', 'W'],
  months: ['P', 'M'],
}

/** An amount of one unit as an ISO 8601 duration. */
export function durationText(amount: number, unit: TimerUnit): string {
  const [before, after] = LETTERS[unit]
  return `${before}${amount}${after}`
}

/** Null for a duration of more than one unit, or of one that has no word here. */
export function readAmount(text: string): { amount: number; unit: TimerUnit } | null {
  const match = /^P(T?)(\d{1,6})([MHDW])$/.exec(text)
  const unit = UNIT_OF[`${match?.[1] ?? ''}${match?.[3] ?? ''}`]
  return match && unit ? { amount: Number(match[2]), unit } : null
}

export function timerOf({ kind, text, working }: WrittenTimer): Timer {
  const written: Timer = { form: 'written', kind, text, working }
  if (text === '') return written
  if (kind === 'duration') {
    const amount = readAmount(text)
    return amount ? { form: 'after', ...amount, working } : written
  }
  if (kind === 'date')
    return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
      ? { form: 'at', instant: text }
      : written
  const match = /^R(\d*)\/(?:([^/P][^/]*)\/)?(P[^/]+)$/.exec(text)
  const amount = readAmount(match?.[3] ?? '')
  if (!match || !amount || working) return written
  return {
    form: 'every',
    ...amount,
    times: match[1] ? Number(match[1]) : null,
    from: match[2] ?? null,
  }
}

export function writtenTimer(timer: Timer): WrittenTimer {
  switch (timer.form) {
    case 'after':
      return {
        kind: 'duration',
        text: durationText(timer.amount, timer.unit),
        working: timer.working,
      }
    case 'at':
      return { kind: 'date', text: timer.instant, working: false }
    case 'every': {
      const from = timer.from === null ? '' : `${timer.from}/`
      const text = `R${timer.times ?? ''}/${from}${durationText(timer.amount, timer.unit)}`
      return { kind: 'cycle', text, working: false }
    }
    case 'written':
      return { kind: timer.kind, text: timer.text, working: timer.working }
  }
}

/** The same timer said in another way, with as much of it as can be kept. */
export function turnedInto(timer: Timer, form: Timer['form'], now: string): Timer {
  if (timer.form === form) return timer
  const amount = 'amount' in timer ? timer.amount : 1
  const unit = 'unit' in timer ? timer.unit : 'hours'
  switch (form) {
    case 'after':
      return { form, amount, unit, working: 'working' in timer && timer.working }
    case 'every':
      return { form, amount, unit, times: null, from: null }
    case 'at':
      return { form, instant: now }
    case 'written':
      return { form, ...writtenTimer(timer) }
  }
}

/** A text of the locales with what it says: `workflow_designer.timer.says.<key>`. */
export interface TimerWords {
  key: 'after' | 'after_working' | 'at' | 'every' | 'every_times' | 'written'
  amount?: number
  unit?: TimerUnit
  times?: number
  instant?: string
  text?: string
}
export function timerWords(timer: Timer): TimerWords {
  switch (timer.form) {
    case 'after':
      return {
        key: timer.working ? 'after_working' : 'after',
        amount: timer.amount,
        unit: timer.unit,
      }
    case 'at':
      return { key: 'at', instant: timer.instant }
    case 'every':
      return timer.times === null
        ? { key: 'every', amount: timer.amount, unit: timer.unit }
        : { key: 'every_times', amount: timer.amount, unit: timer.unit, times: timer.times }
    case 'written':
      return { key: 'written', text: timer.text }
  }
}
