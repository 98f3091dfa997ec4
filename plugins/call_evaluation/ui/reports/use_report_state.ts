import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { today, toCalendar, type CalendarDate } from '@internationalized/date'
import { useFormat } from '#ui/composables/use_format.js'
import { calendarOf } from '#ui/format/dates.js'
import {
  CUSTOMER_GROUPS,
  REPORT_GROUPS,
  TREND_STEPS,
  type ReportFilter,
} from '../../server/kernel/report.js'
import { REPORT_PERIODS, reportRange, stepFor, type ReportPeriod } from './report_periods.js'

export const REPORT_VIEWS = ['scores', 'criteria', 'evaluators', 'customers', 'coverage'] as const
export type ReportView = (typeof REPORT_VIEWS)[number]

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/
/** Where a week begins, by language of the reader. */
const WEEK_LOCALES = { fa: 'fa-IR', en: 'en-GB', az: 'az-AZ' }
const NUMBERS = ['agent', 'evaluator', 'unit', 'team'] as const
const TEXTS = ['form', 'queue', 'topic', 'direction'] as const
export type FilterName = (typeof NUMBERS)[number] | (typeof TEXTS)[number]

/** The state of the reports page lies in the address; everything else follows from it. */
export function useReportState() {
  const route = useRoute()
  const router = useRouter()
  const format = useFormat()
  const text = (name: string): string => {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  const oneOf = <T extends string>(name: string, allowed: readonly T[]): T | undefined =>
    allowed.find((value) => value === text(name))

  const custom = computed(() => ISO_DAY.test(text('from')) && ISO_DAY.test(text('to')))
  const period = computed<ReportPeriod | 'custom'>(() =>
    custom.value ? 'custom' : (oneOf('period', REPORT_PERIODS) ?? 'last_30_days')
  )
  const days = computed(() => {
    if (period.value === 'custom') return { from: text('from'), to: text('to') }
    const { reader } = format.value
    const gregorian = (day: CalendarDate) => toCalendar(day, calendarOf('gregory')).toString()
    const now = toCalendar(today(reader.timeZone), calendarOf(reader.calendar))
    return reportRange(period.value, now, WEEK_LOCALES[reader.language], gregorian)
  })
  const filter = computed<ReportFilter>(() => {
    const made: ReportFilter = { ...days.value }
    for (const name of NUMBERS) if (/^\d{1,9}$/.test(text(name))) made[name] = Number(text(name))
    for (const name of TEXTS) if (text(name)) made[name] = text(name)
    return made
  })

  function change(values: Record<string, string | undefined>): void {
    const query = { ...route.query, ...values }
    for (const name of Object.keys(query)) if (!query[name]) delete query[name]
    void router.replace({ query })
  }

  return {
    view: computed<ReportView>(() => oneOf('view', REPORT_VIEWS) ?? 'scores'),
    by: computed(() => oneOf('by', REPORT_GROUPS) ?? 'agent'),
    customersBy: computed(() => oneOf('cby', CUSTOMER_GROUPS) ?? 'agent'),
    step: computed(() => oneOf('step', TREND_STEPS) ?? stepFor(days.value)),
    period,
    filter,
    /** How many filters beside the period are set. */
    narrowed: computed(() => [...NUMBERS, ...TEXTS].filter((name) => text(name)).length),
    change,
    choosePeriod: (name: ReportPeriod) => change({ period: name, from: undefined, to: undefined }),
    chooseDays: (from: string, to: string) =>
      change(from <= to ? { from, to } : { from: to, to: from }),
    narrow: (name: FilterName, value: string | number | undefined) =>
      change({ [name]: value === undefined ? undefined : String(value) }),
    clear: () =>
      change(Object.fromEntries([...NUMBERS, ...TEXTS].map((name) => [name, undefined]))),
  }
}
export type ReportState = ReturnType<typeof useReportState>
