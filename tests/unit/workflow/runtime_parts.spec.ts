import { test } from '@japa/runner'
import knex from 'knex'
import type { BusinessCalendar } from '#core/calendar/types'
import type { EntityDefinition } from '#core/metadata/types'
import { nextStart } from '#core/workflow/definitions/starts'
import { alarmSeconds } from '#core/workflow/instances/alarms'
import { CLOSE_TASK, CLOSE_WAIT, SAVE_STATE } from '#core/workflow/instances/instance_sql'
import { backoffBefore, policyOf } from '#core/workflow/instances/retries'
import { workingSeconds } from '#core/workflow/instances/working_duration'
import { delegateOf, leastLoaded, nextInTurn } from '#core/workflow/tasks/assignment'
import { readTaskConfig } from '#core/workflow/tasks/task_config'
import { nextCron, readCron } from '#core/workflow/triggers/cron'
import { asksFor, readRecordTrigger } from '#core/workflow/triggers/record_condition'
import { dialectOf } from '#core/database/dialect'

const at = (iso: string) => new Date(iso)

test.group('workflow: schedules', () => {
  test('{cron} in {zone} after {after} is {next}')
    .with([
      {
        cron: '0 8 * * *',
        zone: 'UTC',
        after: '2026-11-28T08:00:00Z',
        next: '2026-11-29T08:00:00.000Z',
      },
      {
        cron: '*/15 * * * *',
        zone: 'UTC',
        after: '2026-11-28T08:01:00Z',
        next: '2026-11-28T08:15:00.000Z',
      },
      {
        cron: '0 8 * * *',
        zone: 'Asia/Tehran',
        after: '2026-11-28T08:00:00Z',
        next: '2026-11-29T04:30:00.000Z',
      },
      {
        cron: '0 0 29 2 *',
        zone: 'UTC',
        after: '2026-03-01T00:00:00Z',
        next: '2028-02-29T00:00:00.000Z',
      },
      {
        cron: '0 9 1 * 1',
        zone: 'UTC',
        after: '2026-11-28T10:00:00Z',
        next: '2026-11-30T09:00:00.000Z',
      },
      {
        cron: '0 9 * * 7',
        zone: 'UTC',
        after: '2026-11-28T10:00:00Z',
        next: '2026-11-29T09:00:00.000Z',
      },
      { cron: '0 0 31 2 *', zone: 'UTC', after: '2026-11-28T10:00:00Z', next: null },
    ])
    .run(({ assert }, { cron, zone, after, next }) => {
      const read = readCron(cron)
      assert.equal((read && nextCron(read, at(after), zone)?.toISOString()) ?? null, next)
    })

  test('is no cron: {text}')
    .with(
      ['', '* * * *', '60 * * * *', '* * 0 * *', 'a * * * *', '5-1 * * * *', '*/0 * * * *'].map(
        (text) => ({ text })
      )
    )
    .run(({ assert }, { text }) => assert.isNull(readCron(text)))

  test('what was missed is skipped, and a start with turns comes to its end', ({ assert }) => {
    const every = { config: { every: 'PT1H' }, runsLeft: null }
    const next = nextStart(every, at('2026-01-01T00:00:00Z'), at('2026-01-01T10:30:00Z'))
    assert.equal(next, Date.parse('2026-01-01T11:00:00Z'))
    assert.isNull(nextStart({ ...every, runsLeft: 1 }, at('2026-01-01'), at('2026-01-01')))
  })

  test('alarms ring once a second, when the second is over', ({ assert }) => {
    assert.deepEqual(alarmSeconds([1_000, 1_200, 1_999, 2_000, 10], 500), [1_000, 2_000, 3_000])
    assert.deepEqual(alarmSeconds([5], 9_100), [10_000])
  })
})

test.group('workflow: retries, hours, people', () => {
  test('the wait before an attempt doubles and ends at a day', ({ assert }) => {
    const policy = policyOf({ attempts: 99, backoff: 'PT1M' }, 'job')
    assert.equal(policy.attempts, 50)
    assert.deepEqual(
      [2, 3, 4, 40].map((attempt) => backoffBefore(attempt, policy)),
      [60_000, 120_000, 240_000, 86_400_000]
    )
    assert.equal(policyOf(null, 'transaction').attempts, 1)
  })

  test('{duration} of working time is {hours} hours')
    .with([
      { duration: 'PT4H', hours: 4 },
      { duration: 'P2D', hours: 16 },
      { duration: 'P1W', hours: 40 },
      { duration: 'P1DT30M', hours: 8.5 },
      { duration: 'P1M', hours: null },
      { duration: 'P', hours: null },
      { duration: 'soon', hours: null },
    ])
    .run(({ assert }, { duration, hours }) => {
      const day = [{ from: 480, to: 960 }]
      const week = [day, day, day, day, [], [], day]
      const calendar: BusinessCalendar = { timeZone: 'UTC', week, holidays: [] }
      assert.equal(workingSeconds(calendar, duration), hours === null ? null : hours * 3_600)
    })

  test('the least loaded, the next in turn, who stands in', ({ assert }) => {
    assert.equal(
      leastLoaded(
        [3, 1, 2],
        new Map([
          [1, 2],
          [2, 1],
          [3, 1],
        ])
      ),
      2
    )
    assert.isNull(leastLoaded([], new Map()))
    assert.deepEqual(
      [null, 1, 2, 5, 9].map((last) => nextInTurn([5, 1, 2], last)),
      [1, 2, 5, 1, 1]
    )
    assert.equal(
      delegateOf(
        1,
        new Map([
          [1, 2],
          [2, 3],
        ])
      ),
      3
    )
    assert.equal(
      delegateOf(
        1,
        new Map([
          [1, 2],
          [2, 1],
        ])
      ),
      1
    )
  })

  test('whatever a task says, it can be read', ({ assert }) => {
    assert.deepEqual(readTaskConfig(null).candidates, { users: [], roles: [], teams: [] })
    const config = readTaskConfig({
      assignee: { id: 4, label: 'Ali' },
      candidates: { users: 'ali', roles: ['agent', 7], teams: [{ id: 2 }] },
      strategy: 'nonsense',
      priority: 'high',
      reminders: 'PT1H',
      form: { elements: {} },
    })
    assert.equal(config.assignee, 4)
    assert.deepEqual(config.candidates, { users: ['ali'], roles: ['agent'], teams: [2] })
    assert.deepEqual([config.strategy, config.priority, config.form], ['none', 50, null])
    assert.deepEqual(config.reminders, ['PT1H'])
  })
})

test.group('workflow: triggers of records', () => {
  const entity = {
    name: 'thing',
    label: { en: 'Thing' },
    labelPlural: { en: 'Things' },
    titleField: 'name',
    fields: {
      name: { type: 'text', label: { en: 'Name' } },
      due: { type: 'date', label: { en: 'Due' } },
    },
  } as EntityDefinition
  const change = {
    operation: 'update' as const,
    before: { name: 'old', due: null },
    after: { name: 'new', due: '2026-11-30' },
    changed: ['name', 'due'],
  }
  const asks = (config: object) =>
    asksFor(
      readRecordTrigger({ entity: 'thing', ...config }),
      entity,
      change,
      '2026-11-28T00:00:00Z'
    )

  test('{config} is {asked}')
    .with([
      { config: {}, asked: false },
      { config: { on: 'update' }, asked: true },
      { config: { on: ['update'], fields: ['other'] }, asked: false },
      { config: { on: ['update'], fields: ['due'] }, asked: true },
      { config: { on: ['update'], condition: '=record.name != before.name' }, asked: true },
      { config: { on: ['update'], condition: 'record.due > today()' }, asked: true },
      { config: { on: ['update'], condition: 'list contains(changed, "due")' }, asked: true },
      { config: { on: ['update'], condition: 'record.name + 1' }, asked: false },
      { config: { on: ['update'], condition: 'nonsense(' }, asked: false },
    ])
    .run(({ assert }, { config, asked }) => assert.equal(asks(config), asked))
})

test.group('workflow: statements', () => {
  test('name what T-SQL reserves as the standard does, and bind everything', ({ assert }) => {
    const mssql = knex({ client: 'mssql' })
    const native = (sql: string) =>
      mssql
        .raw(sql, Array(sql.split('?').length - 1).fill(1))
        .toSQL()
        .toNative().sql
    assert.equal(
      native(SAVE_STATE),
      'update "workflow_states" set "state" = @p0, "lock" = "lock" + 1, "version_id" = @p1, "open" = @p2, "suspended" = @p3 where "instance_id" = @p4 and "lock" = @p5'
    )
    assert.match(native(CLOSE_WAIT), /^update "workflow_waits" set "closed_at" = @p0/)
    assert.match(
      native(CLOSE_TASK),
      /where "instance" = @p6 and "wait" = @p7 and "status" = 'open'$/
    )
    const claim = dialectOf('mssql').claim({
      table: 'workflow_reminders',
      set: { sent_at: 1 },
      where: { sql: 'sent_at is null and due_at <= ?', bindings: [1] },
      orderBy: 'due_at',
      limit: 500,
      returning: ['task_id'],
    })
    assert.match(claim.sql, /READPAST, UPDLOCK, ROWLOCK.*OUTPUT inserted\.\[task_id\]/)
  })
})
