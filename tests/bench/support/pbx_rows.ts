import { rawCdr, rawQueueLog, type RawRows } from '#plugins/telephony/server/model/raw'
import { seededRandom } from '#tests/bench/support/random'

const START = Date.UTC(2026, 0, 5, 4, 0, 0)

function local(milliseconds: number, fraction = false): string {
  const text = new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19)
  return fraction ? `${text}.000000` : text
}

/**
 * `calls` queue calls as a PBX writes them: one `cdr` row a call, and in `queue_log` the entry, what happened and the end. One in
 * ten is abandoned; one a second over several queues and agents.
 */
export function queueCalls(calls: number, siteId = 1): RawRows {
  const random = seededRandom(3)
  const cdr: RawRows['cdr'][number][] = []
  const queueLog: RawRows['queueLog'][number][] = []
  for (let i = 0; i < calls; i++) {
    const begin = START + i * 1000
    const wait = Math.floor(random() * 40)
    const talk = 5 + Math.floor(random() * 300)
    const queue = String(1000 + 1000 * Math.floor(random() * 4))
    const extension = 200 + Math.floor(random() * 50)
    const answered = random() >= 0.1
    const uniqueid = `${Math.floor(begin / 1000)}.${i}`
    const caller = `0912${String(1_000_000 + (i % 900_000)).slice(-7)}`
    const end = begin + (answered ? wait + talk : wait) * 1000
    cdr.push(
      rawCdr({
        mirrorId: i + 1,
        siteId,
        calldate: local(begin),
        clid: `"" <${caller}>`,
        src: caller,
        dst: queue,
        dcontext: 'ext-queues',
        channel: `PJSIP/trunk-main-${i.toString(16).padStart(8, '0')}`,
        dstchannel: answered ? `PJSIP/${extension}-${i.toString(16).padStart(8, '0')}` : '',
        lastapp: 'Queue',
        lastdata: `${queue},t,,,300`,
        duration: (end - begin) / 1000,
        billsec: (end - begin) / 1000,
        disposition: answered ? 'ANSWERED' : 'NO ANSWER',
        uniqueid,
        linkedid: uniqueid,
        did: '02191001000',
        cnum: caller,
        sequence: i,
      })
    )
    const event = (at: number, name: string, agent: string, data: string[]) =>
      queueLog.push(
        rawQueueLog({
          mirrorId: queueLog.length + 1,
          siteId,
          id: queueLog.length + 1,
          time: local(at, true),
          callid: uniqueid,
          queuename: queue,
          agent,
          event: name,
          data1: data[0] ?? '',
          data2: data[1] ?? '',
          data3: data[2] ?? '',
        })
      )
    event(begin, 'ENTERQUEUE', 'NONE', ['', caller, '1'])
    const agent = `PJSIP/${extension}`
    if (answered) {
      event(begin + wait * 1000, 'CONNECT', agent, [String(wait), `${uniqueid}1`, '3'])
      event(end, 'COMPLETECALLER', agent, [String(wait), String(talk), '1'])
    } else {
      event(end, 'ABANDON', 'NONE', ['1', '1', String(wait)])
    }
  }
  return { cdr, cel: [], queueLog }
}
