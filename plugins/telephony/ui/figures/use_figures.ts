import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { today, toCalendar, type CalendarDate } from '@internationalized/date'
import { useFormat } from '#ui/composables/use_format.js'
import { useLoad } from '#ui/composables/use_load.js'
import { calendarOf } from '#ui/format/dates.js'
import { figuresApi, type FigureFilter } from '../api/figures.js'
import { PERIODS, periodRange, type Period } from './periods.js'

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
/** Where a week begins, by language of the reader. */
const WEEK_LOCALES = { fa: 'fa-IR', en: 'en-GB', az: 'az-AZ' }

/** The state of the figures page lies in the address; everything else follows from it. */
export function useFigures() {
  const route = useRoute()
  const router = useRouter()
  const format = useFormat()
  const text = (name: string) =>
    typeof route.query[name] === 'string' ? (route.query[name] as string) : ''

  const custom = computed(() => ISO_DAY.test(text('from')) && ISO_DAY.test(text('to')))
  const period = computed<Period | 'custom'>(() => {
    if (custom.value) return 'custom'
    return PERIODS.find((name) => name === text('period')) ?? 'last_30_days'
  })
  const filter = computed<FigureFilter>(() => {
    const reader = format.value.reader
    const gregorian = (day: CalendarDate) => toCalendar(day, calendarOf('gregory')).toString()
    const now = toCalendar(today(reader.timeZone), calendarOf(reader.calendar))
    const range =
      period.value === 'custom'
        ? { from: text('from'), to: text('to') }
        : periodRange(period.value, now, WEEK_LOCALES[reader.language], gregorian)
    const sl = /^\d{1,4}$/.test(text('sl')) ? text('sl') : ''
    return { ...range, ...(text('queue') ? { queue: text('queue') } : {}), ...(sl ? { sl } : {}) }
  })

  const total = useLoad((signal) => figuresApi.queues(filter.value, 'queue', signal))
  const days = useLoad((signal) => figuresApi.queues(filter.value, 'day', signal))
  const hours = useLoad((signal) => figuresApi.queues(filter.value, 'weekday_hour', signal))
  const agents = useLoad((signal) => figuresApi.agents(filter.value, signal))
  watch(filter, (now, before) => {
    if (JSON.stringify(now) === JSON.stringify(before)) return
    for (const part of [total, days, hours, agents]) void part.reload()
  })

  function change(values: Record<string, string | undefined>): void {
    const query = { ...route.query, ...values }
    for (const name of Object.keys(query)) if (!query[name]) delete query[name]
    void router.replace({ query })
  }

  return {
    period,
    filter,
    total,
    days,
    hours,
    agents,
    queue: computed(() => text('queue')),
    serviceLevel: computed(() => filter.value.sl ?? ''),
    choosePeriod: (name: Period) => change({ period: name, from: undefined, to: undefined }),
    chooseDays: (from: string, to: string) =>
      change(from <= to ? { from, to } : { from: to, to: from }),
    chooseQueue: (name: string | undefined) => change({ queue: name }),
    chooseServiceLevel: (seconds: string) => change({ sl: seconds }),
  }
}
