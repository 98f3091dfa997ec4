import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { FormVersionStore } from '#core/design/form_version_store'
import { Metadata } from '#core/metadata/metadata'
import { PdfPrinter } from '#core/printing/pdf'
import { Notifications } from '#core/realtime/notifications'
import { Records } from '#core/records/records'
import { AuditLog } from '#core/security/audit_log'
import { SiteStore } from '#plugins/telephony/contract'
import { Coachings } from '../coaching/coachings.js'
import { CriterionMarks } from '../coaching/criterion_marks.js'
import { CustomerMarks } from '../customer_scores/customer_marks.js'
import { CustomerScores } from '../customer_scores/customer_scores.js'
import { CoverageReports } from './coverage_report.js'
import { CriterionReports } from './criterion_report.js'
import { CustomerReports } from './customer_report.js'
import { ReportExports } from './report_exports.js'
import { ReportLabels } from './report_labels.js'
import { ReportOptions } from './report_options.js'
import { ReportPeople } from './report_people.js'
import { ScoreReports } from './score_report.js'
import { SeverityReport } from './severity_report.js'
import { TrendReports } from './trend_report.js'
import { WorkReports } from './work_report.js'

/** Binds the reports of call evaluation. */
export function registerReports({ container }: ApplicationService): void {
  container.singleton(CustomerMarks, async (resolver) => {
    return new CustomerMarks(await resolver.make(SiteStore))
  })
  container.singleton(ReportPeople, async (resolver) => {
    return new ReportPeople(await resolver.make(Database), await resolver.make(Records))
  })
  container.singleton(ReportLabels, async (resolver) => {
    return new ReportLabels(await resolver.make(Metadata), await resolver.make(Records))
  })
  container.singleton(ScoreReports, async (resolver) => {
    return new ScoreReports(
      await resolver.make(Records),
      await resolver.make(ReportPeople),
      await resolver.make(ReportLabels)
    )
  })
  container.singleton(TrendReports, async (resolver) => {
    return new TrendReports(await resolver.make(Records), await resolver.make(ReportPeople))
  })
  container.singleton(CriterionReports, async (resolver) => {
    return new CriterionReports({
      database: await resolver.make(Database),
      people: await resolver.make(ReportPeople),
      metadata: await resolver.make(Metadata),
      versions: await resolver.make(FormVersionStore),
    })
  })
  container.singleton(SeverityReport, async (resolver) => {
    return new SeverityReport(await resolver.make(Records), await resolver.make(ReportPeople))
  })
  container.singleton(ReportOptions, async (resolver) => {
    return new ReportOptions(
      await resolver.make(Records),
      await resolver.make(Metadata),
      await resolver.make(ReportPeople),
      await resolver.make(PdfPrinter)
    )
  })
  for (const Report of [CoverageReports, WorkReports] as const) {
    container.singleton(Report, async (resolver) => {
      return new Report(
        await resolver.make(Records),
        await resolver.make(ReportPeople),
        await resolver.make(ReportLabels)
      )
    })
  }
  container.singleton(CustomerReports, async (resolver) => {
    return new CustomerReports({
      database: await resolver.make(Database),
      records: await resolver.make(Records),
      people: await resolver.make(ReportPeople),
      labels: await resolver.make(ReportLabels),
      marks: await resolver.make(CustomerMarks),
    })
  })
  container.singleton(ReportExports, async (resolver) => {
    return new ReportExports({
      database: await resolver.make(Database),
      audit: await resolver.make(AuditLog),
      scores: await resolver.make(ScoreReports),
      trends: await resolver.make(TrendReports),
      criteria: await resolver.make(CriterionReports),
      severity: await resolver.make(SeverityReport),
      coverage: await resolver.make(CoverageReports),
      work: await resolver.make(WorkReports),
      customers: await resolver.make(CustomerReports),
      now: () => new Date(),
    })
  })
  registerCoaching(container)
}

/** Binds coaching and the customers' scores. */
function registerCoaching(container: ApplicationService['container']): void {
  container.singleton(CustomerScores, async (resolver) => {
    return new CustomerScores(
      await resolver.make(Database),
      await resolver.make(Records),
      await resolver.make(CustomerMarks)
    )
  })
  container.singleton(CriterionMarks, async (resolver) => {
    return new CriterionMarks(await resolver.make(Database))
  })
  container.singleton(Coachings, async (resolver) => {
    return new Coachings({
      database: await resolver.make(Database),
      records: await resolver.make(Records),
      metadata: await resolver.make(Metadata),
      notifications: await resolver.make(Notifications),
      marks: await resolver.make(CriterionMarks),
      now: () => new Date(),
    })
  })
}
