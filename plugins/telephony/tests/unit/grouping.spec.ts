import { test } from '@japa/runner'
import {
  groupRows,
  idsOf,
  touchedAgents,
  touchedGroups,
} from '#plugins/telephony/server/assembler/grouping'
import { rawCdr, rawCel, rawQueueLog } from '#plugins/telephony/server/model/raw'

const cdr = (uniqueid: string, linkedid: string, siteId = 1) =>
  rawCdr({ siteId, uniqueid, linkedid })
const cel = (uniqueid: string, linkedid: string, siteId = 1) =>
  rawCel({ siteId, uniqueid, linkedid })
const log = (callid: string, event = 'ENTERQUEUE', agent = 'NONE', siteId = 1) =>
  rawQueueLog({ siteId, callid, event, agent })

const nothing = { cdr: [], cel: [], queueLog: [] }

test.group('Which rows belong together', () => {
  test('rows that share a uniqueid or linkedid, also through others', ({ assert }) => {
    const groups = groupRows({
      cdr: [cdr('a', 'a'), cdr('b', 'a'), cdr('x', 'x')],
      cel: [cel('k', 'k'), cel('k', 'b')],
      queueLog: [log('b'), log('z')],
    })
    assert.deepEqual(
      groups.map(({ ids }) => ids),
      [['a', 'b', 'k'], ['x'], ['z']]
    )
    assert.deepEqual(
      groups.map((group) => [group.cdr.length, group.cel.length, group.queueLog.length]),
      [
        [2, 2, 1],
        [1, 0, 0],
        [0, 0, 1],
      ]
    )
  })

  test('rows about agents belong to no call', ({ assert }) => {
    const queueLog = [
      log('NONE', 'PAUSE', 'PJSIP/201'),
      log('MANAGER', 'ADDMEMBER', 'PJSIP/201'),
      log('c.1', 'ADDMEMBER', 'PJSIP/202'),
      log('NONE', 'QUEUESTART'),
    ]
    assert.lengthOf(groupRows({ ...nothing, queueLog }), 0)
    assert.deepEqual(queueLog.flatMap(idsOf), [])
    assert.deepEqual(
      touchedAgents(queueLog).map(({ text }) => text),
      ['PJSIP/201', 'PJSIP/202']
    )
  })

  test('equal ids of two sites are two calls', ({ assert }) => {
    const groups = groupRows({
      ...nothing,
      cdr: [cdr('a', 'a', 1), cdr('a', 'a', 2)],
      queueLog: [log('a', 'ENTERQUEUE', 'NONE', 2)],
    })
    assert.deepEqual(
      groups.map((group) => [group.siteId, group.cdr.length, group.queueLog.length]),
      [
        [1, 1, 0],
        [2, 1, 1],
      ]
    )
  })

  test('rows without any id are left out', ({ assert }) => {
    assert.lengthOf(groupRows({ ...nothing, cdr: [cdr('', '')], cel: [cel('', '')] }), 0)
  })

  test('a batch touches the calls stored under its ids', ({ assert }) => {
    const stored: Record<string, string> = { '1 a': 'a', '1 b': 'a', '2 a': 'a' }
    const touched = touchedGroups(
      { cdr: [cdr('b', ''), cdr('n', 'n')], cel: [], queueLog: [log('m')] },
      (siteId, id) => stored[`${siteId} ${id}`]
    )
    assert.deepEqual(touched, [
      { siteId: 1, ids: ['b'], knownKeys: ['a'] },
      { siteId: 1, ids: ['n'], knownKeys: [] },
      { siteId: 1, ids: ['m'], knownKeys: [] },
    ])
  })

  test('a row that joins two stored calls touches both as one', ({ assert }) => {
    const stored: Record<string, string> = { a: 'a', k: 'k' }
    const touched = touchedGroups({ ...nothing, cel: [cel('k', 'a')] }, (_, id) => stored[id])
    assert.deepEqual(touched, [{ siteId: 1, ids: ['a', 'k'], knownKeys: ['a', 'k'] }])
  })

  test('two ids of a batch that are of one stored call are one group', ({ assert }) => {
    const stored: Record<string, string> = { p: 'call', q: 'call' }
    const touched = touchedGroups(
      { ...nothing, queueLog: [log('p'), log('q')] },
      (_, id) => stored[id]
    )
    assert.deepEqual(touched, [{ siteId: 1, ids: ['p', 'q'], knownKeys: ['call'] }])
  })
})
