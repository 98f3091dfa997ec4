import type { DemoUser } from '../bank/types.js'
import { DAY, HOUR, MINUTE, at, type Day } from '../days.js'
import type { Random } from '../random.js'
import { openingHours } from './arrivals.js'

export interface PlannedPause {
  from: number
  to: number
  reason: string
}
export interface Shift {
  agent: DemoUser
  from: number
  to: number
  pauses: PlannedPause[]
}

/** Minutes that the early shift stays after the late one has come. */
const OVERLAP = 30

/**
 * Who works when on that day, with lunch and breaks. Two shifts share a full day and change places every week; on a short day
 * one works.
 */
export function shiftsOf(random: Random, day: Day, agents: readonly DemoUser[]): Shift[] {
  const hours = openingHours(day)
  if (!hours) return []
  const week = Math.floor((Date.parse(day) / DAY + 5) / 7)
  const noon = at(day, 12, 30)
  return agents.flatMap((agent, index) => {
    const own = random.fork(agent.login)
    const early = (index + week) % 2 === 0
    const full = hours.closes > noon + HOUR
    if (own.chance(0.07) || (!full && !early)) return []
    const starts = full && !early ? noon - OVERLAP * MINUTE : hours.opens
    const ends = full && early ? noon : hours.closes
    const late = own.chance(0.07) ? own.int(15, 40) * MINUTE : 0
    const from = starts - own.int(1, 9) * MINUTE + late
    const to = ends + own.int(0, 4) * MINUTE
    return [{ agent, from, to, pauses: pausesOf(own, from, to) }]
  })
}

/** Breaks within a shift: a long one, short ones, at times training or prayer. */
function pausesOf(random: Random, from: number, to: number): PlannedPause[] {
  const pauses: PlannedPause[] = []
  const add = (share: number, minutes: number, reason: string) => {
    const start = from + Math.floor((to - from) * share)
    const end = start + minutes * MINUTE
    if (end < to) pauses.push({ from: start, to: end, reason })
  }
  add(0.2 + 0.15 * random.next(), random.int(8, 14), 'Break')
  add(0.5 + 0.2 * random.next(), random.int(22, 32), 'Lunch')
  if (random.chance(0.6)) add(0.8 + 0.1 * random.next(), random.int(6, 12), 'Break')
  if (random.chance(0.15)) add(0.05 + 0.1 * random.next(), random.int(12, 25), 'Training')
  if (random.chance(0.35)) add(0.4 + 0.1 * random.next(), random.int(8, 13), 'Prayer')
  return withoutOverlap(pauses)
}

function withoutOverlap(pauses: PlannedPause[]): PlannedPause[] {
  const kept: PlannedPause[] = []
  for (const pause of pauses.sort((a, b) => a.from - b.from)) {
    const last = kept.at(-1)
    if (!last || pause.from > last.to + 10 * MINUTE) kept.push(pause)
  }
  return kept
}
