import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { CUSTOMER_GROUPS, REPORT_GROUPS, TREND_STEPS, type ReportFilter } from '../kernel/report.js'
import { CriterionReports } from '../reports/criterion_report.js'
import { CoverageReports } from '../reports/coverage_report.js'
import { CustomerReports } from '../reports/customer_report.js'
import { ReportOptions } from '../reports/report_options.js'
import { ScoreReports } from '../reports/score_report.js'
import { SeverityReport } from '../reports/severity_report.js'
import { TrendReports } from '../reports/trend_report.js'
import { WorkReports } from '../reports/work_report.js'

const id = () => vine.number().withoutDecimals().positive().max(2_147_483_647)
const day = () => vine.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
export const reportFilter = {
  from: day(),
  to: day(),
  form: vine.string().maxLength(64).optional(),
  agent: id().optional(),
  evaluator: id().optional(),
  unit: id().optional(),
  team: id().optional(),
  queue: vine.string().maxLength(80).optional(),
  topic: vine.string().maxLength(200).optional(),
  direction: vine.string().maxLength(20).optional(),
}
const question = vine.create(vine.object(reportFilter))
const scoreQuestion = vine.create(
  vine.object({ ...reportFilter, by: vine.enum(REPORT_GROUPS).optional() })
)
const trendQuestion = vine.create(
  vine.object({ ...reportFilter, step: vine.enum(TREND_STEPS).optional() })
)
const customerQuestion = vine.create(
  vine.object({ ...reportFilter, by: vine.enum(CUSTOMER_GROUPS).optional() })
)

/** `GET /api/call_evaluation/reports/…?from=&to=&form=&agent=&evaluator=&unit=&team=&queue=&topic=&direction=`. */
@inject()
export default class ReportsController {
  constructor(
    protected scoreReports: ScoreReports,
    protected trends: TrendReports,
    protected criterionReports: CriterionReports,
    protected severityReport: SeverityReport,
    protected coverageReports: CoverageReports,
    protected workReports: WorkReports,
    protected customerReports: CustomerReports,
    protected reportOptions: ReportOptions
  ) {}

  async scores({ actor, request }: HttpContext) {
    const { by = 'agent', ...filter } = await scoreQuestion.validate(request.qs())
    return this.scoreReports.of(actor, present(filter), by)
  }

  async trend({ actor, request }: HttpContext) {
    const { step = 'week', ...filter } = await trendQuestion.validate(request.qs())
    return this.trends.of(actor, present(filter), step)
  }

  async criteria({ actor, request }: HttpContext) {
    return this.criterionReports.of(actor, present(await question.validate(request.qs())))
  }

  async severity({ actor, request }: HttpContext) {
    return this.severityReport.table(actor, present(await question.validate(request.qs())))
  }

  async coverage({ actor, request }: HttpContext) {
    return this.coverageReports.of(actor, present(await question.validate(request.qs())))
  }

  async work({ actor, request }: HttpContext) {
    const filter = present(await question.validate(request.qs()))
    return this.workReports.of(actor, filter, new Date())
  }

  async customers({ actor, request }: HttpContext) {
    const { by = 'agent', ...filter } = await customerQuestion.validate(request.qs())
    return this.customerReports.of(actor, present(filter), by)
  }

  async options({ actor }: HttpContext) {
    return this.reportOptions.of(actor)
  }
}

type Given = { [K in keyof ReportFilter]?: ReportFilter[K] | undefined } & {
  from: string
  to: string
}

/** What is asked for, without what is not. */
export function present(given: Given): ReportFilter {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined)
  ) as unknown as ReportFilter
}
