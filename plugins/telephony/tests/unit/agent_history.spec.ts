import { test } from '@japa/runner'
import { assembleAgents } from '#plugins/telephony/server/assembler/agent_history'
import { Site } from '#plugins/telephony/server/assembler/site'
import { defaultSiteOptions } from '#plugins/telephony/server/assembler/site_options'
import { PbxRows } from './support/pbx_rows.js'

const site = new Site(defaultSiteOptions(1, 'Asia/Tehran'))
const AGENT = 'PJSIP/201'

const historyOf = (pbx: PbxRows) => {
  const [history] = assembleAgents(pbx.queueLog, site)
  return {
    sessions: (history?.sessions ?? []).map((s) => [s.queue, s.durationSeconds]),
    pauses: (history?.pauses ?? []).map((p) => [
      p.queue ?? '*',
      p.queues,
      p.reason,
      p.durationSeconds,
    ]),
  }
}

test.group('Sessions and pauses of an agent', () => {
  test('PAUSE rows before their PAUSEALL, as older versions write them, are one pause too', ({
    assert,
  }) => {
    const pbx = new PbxRows()
      .log('10:00:00.1', 'NONE', '100', AGENT, 'PAUSE', 'Lunch')
      .log('10:00:00.2', 'NONE', '200', AGENT, 'PAUSE', 'Lunch')
      .log('10:00:00.3', 'NONE', 'NONE', AGENT, 'PAUSEALL', 'Lunch')
      .log('10:05:00.1', 'NONE', '100', AGENT, 'UNPAUSE')
      .log('10:05:00.2', 'NONE', '200', AGENT, 'UNPAUSE')
      .log('10:05:00.3', 'NONE', 'NONE', AGENT, 'UNPAUSEALL')
    assert.deepEqual(historyOf(pbx).pauses, [['*', '100,200', 'Lunch', 300]])
  })

  test('a pause in one queue within a pause in all of another reason stands beside it', ({
    assert,
  }) => {
    const pbx = new PbxRows()
      .log('10:00:00.1', 'NONE', 'NONE', AGENT, 'PAUSEALL', 'Break')
      .log('10:00:00.2', 'NONE', '100', AGENT, 'PAUSE', 'Break')
      .log('10:01:00.0', 'NONE', '100', AGENT, 'PAUSE', 'Training')
      .log('10:02:00.0', 'NONE', 'NONE', AGENT, 'UNPAUSEALL')
    assert.deepEqual(historyOf(pbx).pauses, [
      ['*', '100', 'Break', 120],
      ['100', '', 'Training', 60],
    ])
  })

  test('a pause in all queues ends when the last of them is unpaused', ({ assert }) => {
    const pbx = new PbxRows()
      .log('10:00:00.1', 'NONE', 'NONE', AGENT, 'PAUSEALL', '')
      .log('10:00:00.2', 'NONE', '100', AGENT, 'PAUSE', '')
      .log('10:00:00.3', 'NONE', '200', AGENT, 'PAUSE', '')
      .log('10:01:00.0', 'NONE', '100', AGENT, 'UNPAUSE', '')
      .log('10:03:00.0', 'NONE', '200', AGENT, 'UNPAUSE', '')
    assert.deepEqual(historyOf(pbx).pauses, [['*', '100,200', '', 180]])
  })

  test('repeating a pause changes nothing, another reason begins another', ({ assert }) => {
    const pbx = new PbxRows()
      .log('10:00:00.0', 'NONE', '100', AGENT, 'PAUSE', 'Break')
      .log('10:01:00.0', 'NONE', '100', AGENT, 'PAUSE', 'Break')
      .log('10:02:00.0', 'NONE', '100', AGENT, 'PAUSE', 'Lunch')
      .log('10:05:00.0', 'NONE', '100', AGENT, 'UNPAUSE', '')
    assert.deepEqual(historyOf(pbx).pauses, [
      ['100', '', 'Break', 120],
      ['100', '', 'Lunch', 180],
    ])
  })

  test('joining paused is a pause, leaving ends it with the session', ({ assert }) => {
    const pbx = new PbxRows()
      .log('10:00:00.0', 'MANAGER', '100', AGENT, 'ADDMEMBER', 'PAUSED')
      .log('10:10:00.0', 'MANAGER', '100', AGENT, 'REMOVEMEMBER')
    assert.deepEqual(historyOf(pbx), {
      sessions: [['100', 600]],
      pauses: [['100', '', '', 600]],
    })
  })

  test('a restart of the PBX ends the session of a member that is added again', ({ assert }) => {
    const added = () => new PbxRows().log('10:00:00.0', 'MANAGER', '100', AGENT, 'ADDMEMBER')
    const again = (pbx: PbxRows) =>
      pbx
        .log('10:30:00.0', 'MANAGER', '100', AGENT, 'ADDMEMBER')
        .log('10:40:00.0', 'MANAGER', '100', AGENT, 'REMOVEMEMBER')
    const restarted = added().log('10:20:00.0', 'NONE', 'NONE', 'NONE', 'QUEUESTART')
    assert.deepEqual(historyOf(again(restarted)).sessions, [
      ['100', 1200],
      ['100', 600],
    ])
    assert.deepEqual(historyOf(again(added())).sessions, [['100', 2400]])
  })

  test('open sessions and pauses have no end; a log-off without a log-in makes none', ({
    assert,
  }) => {
    const pbx = new PbxRows()
      .log('09:00:00.0', 'MANAGER', '200', AGENT, 'REMOVEMEMBER')
      .log('10:00:00.0', 'MANAGER', '100', AGENT, 'ADDMEMBER')
      .log('10:01:00.0', 'NONE', '100', AGENT, 'PAUSE', 'Lunch')
    assert.deepEqual(historyOf(pbx), {
      sessions: [['100', null]],
      pauses: [['100', '', 'Lunch', null]],
    })
  })

  test('a log-in to no queue is a session', ({ assert }) => {
    const pbx = new PbxRows()
      .log('10:00:00.0', 'c.1', 'NONE', 'Agent/201', 'AGENTLOGIN', 'PJSIP/201-1')
      .log('10:00:30.0', 'c.1', 'NONE', 'Agent/201', 'AGENTLOGOFF', 'PJSIP/201-1', 30)
    assert.deepEqual(historyOf(pbx).sessions, [[null, 30]])
  })
})
