import { test } from '@japa/runner'
import type { Site } from '#plugins/telephony/ui/api/sites'
import { connectionOf, formOf, inputOf, rewrite } from '#plugins/telephony/ui/sites/site_form'
import { healthOf } from '#plugins/telephony/ui/sites/site_state'

const rules = {
  clockSkewSeconds: 0,
  trunks: ['trunk-*', 'mci'],
  trunkTechnologies: ['DAHDI'],
  internalNumberLength: { min: 3, max: 4 },
  internalNumberPatterns: [],
  ivrContexts: ['ivr-*'],
  refusalDestination: '^qs-([A-Z]+)$',
  prefixRules: [{ direction: 'inbound' as const, pattern: '^0098', replace: '0' }],
  ignoreShorterThan: 5,
  surveyInfo: 'SURVEY',
  surveyUserfield: '^survey=(\\d+)$',
  surveyRange: { min: 1, max: 5 },
  ivrInfo: 'IVR',
}
const connection = {
  host: 'pbx',
  port: 3307,
  user: 'reader',
  database: 'asteriskcdrdb',
  tls: true,
  tables: { cdr: 'cdr', cel: null, queue_log: 'asterisk.queue_log' },
}
const site: Site = {
  id: 1,
  name: 'Tehran',
  kind: 'asterisk',
  timeZone: 'Asia/Tehran',
  enabled: true,
  hasPassword: true,
  hasRecordingsPassword: false,
  settings: {
    connection,
    recordings: { kind: 'folder', folder: '/monitor', url: '', user: '' },
    rules,
    unitId: 3,
  },
  lastSync: null,
  lagSeconds: null,
  clockSkewSeconds: null,
  waiting: 0,
}

test.group('Form of a site', () => {
  test('what is not changed is sent as it was, passwords not at all', ({ assert }) => {
    const input = inputOf(formOf(site))
    assert.deepEqual(input.connection, connection)
    assert.deepEqual(input.rules, rules)
    assert.notProperty(input, 'password')
    assert.notProperty(input, 'recordingsPassword')
  })

  test('a typed password is sent, an emptied one forgets the stored', ({ assert }) => {
    assert.equal(inputOf({ ...formOf(site), password: 'new' }).password, 'new')
    assert.equal(inputOf({ ...formOf(site), password: '' }).password, '')
  })

  test('a table left empty is not read; a site without a database has no connection', ({
    assert,
  }) => {
    const form = formOf(site)
    form.tables.queue_log = ' '
    assert.isNull(connectionOf(form)?.tables?.queue_log ?? null)
    assert.isNull(connectionOf({ ...form, connected: false }))
  })

  test('numbers are rewritten by the first rule of their direction that matches', ({ assert }) => {
    const list = [
      { direction: 'outbound' as const, pattern: '^9', replace: '' },
      { direction: 'inbound' as const, pattern: '^0098', replace: '0' },
      { direction: 'inbound' as const, pattern: '^0', replace: 'x' },
    ]
    assert.equal(rewrite('00989121234567', list, 'inbound'), '09121234567')
    assert.equal(rewrite('902188', list, 'outbound'), '02188')
    assert.isNull(rewrite('1', [{ direction: 'inbound', pattern: '(', replace: '' }], 'inbound'))
  })
})

test.group('State of a site', () => {
  const run = (state: 'done' | 'failed' | 'running', lagSeconds: number | null): Site => ({
    ...site,
    lagSeconds,
    lastSync: { at: '2026-11-22T08:00:00.000Z', state, rows: 1, calls: 1, error: null },
  })

  test('names the worst thing first', ({ assert }) => {
    assert.equal(healthOf({ ...run('failed', 9_999), enabled: false }), 'off')
    assert.equal(healthOf({ ...run('done', 1), kind: 'recorded' }), 'recorded')
    assert.equal(healthOf(site), 'never')
    assert.equal(healthOf(run('running', 9_999)), 'running')
    assert.equal(healthOf(run('failed', 10)), 'failed')
    assert.equal(healthOf(run('done', 901)), 'late')
    assert.equal(healthOf(run('done', 60)), 'good')
  })
})
