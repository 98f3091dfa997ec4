import { MAIN_LINE } from '../bank/staff.js'
import type { DialledCall } from '../traffic/types.js'
import { ChannelEvents, type Place } from './channel_events.js'
import { clockSeconds, stamp, type CdrRow, type RowBook } from './row_book.js'

const DISPOSITIONS: Record<DialledCall['result'], CdrRow['disposition']> = {
  answered: 'ANSWERED',
  no_answer: 'NO ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
}
/** Q.850 causes. */
const CAUSES: Record<DialledCall['result'], number> = {
  answered: 16,
  no_answer: 19,
  busy: 17,
  failed: 34,
}
const STATUSES: Record<DialledCall['result'], string> = {
  answered: 'ANSWER',
  no_answer: 'NOANSWER',
  busy: 'BUSY',
  failed: 'CONGESTION',
}
/** What a telephone dials before an outside number. */
const OUTSIDE = '9'

/** Writes a call that a telephone makes, outwards or to another telephone. */
export function writeDialled(
  book: RowBook,
  names: ReadonlyMap<string, string>,
  call: DialledCall
): void {
  const { from, to, startedAt, answeredAt, endedAt, result } = call
  const outside = call.kind === 'outbound'
  const name = names.get(from) ?? ''
  const shown = outside ? MAIN_LINE : from
  const data = outside
    ? `PJSIP/${to}@trunk-main,25,Tb(trunk-predial^s^1)`
    : `PJSIP/${to},25,tTb(agent-predial^s^1)`
  const context = outside ? 'outrt-1' : 'from-internal-xfer'
  const caller = new ChannelEvents(book, book.channel(from, startedAt))
  const peer = outside ? 'trunk-main' : to
  const called = new ChannelEvents(book, book.channel(peer, startedAt, caller.channel))
  const dialling: Place = {
    exten: to,
    context,
    number: shown,
    name: outside ? '' : name,
    app: 'Dial',
    data,
  }
  const far: Place = {
    exten: to,
    context: outside ? 'from-pstn' : 'from-internal',
    number: to,
    name: outside ? '' : (names.get(to) ?? ''),
    app: 'AppDial',
    data: '(Outgoing Line)',
  }

  const dialled = outside ? `${OUTSIDE}${to}` : to
  caller.write(startedAt, 'CHAN_START', {
    exten: dialled,
    context: 'from-internal',
    number: from,
    name,
  })
  caller.write(startedAt, 'APP_START', dialling)
  called.write(startedAt, 'CHAN_START', { ...far, exten: 's', app: '', data: '' })
  if (answeredAt !== null) {
    called.write(answeredAt, 'ANSWER', far)
    caller.write(answeredAt, 'ANSWER', dialling)
  }
  const source = call.hungUpBy === 'callee' ? called.channel.name : caller.channel.name
  called.end(endedAt, far, answeredAt === null ? 0 : 16, answeredAt === null ? '' : source)
  caller.end(endedAt, { ...dialling, app: '', data: '' }, CAUSES[result], source, STATUSES[result])
  caller.write(endedAt, 'LINKEDID_END', { ...dialling, app: '', data: '' })

  book.cdr(startedAt, {
    clid: outside ? `"" <${MAIN_LINE}>` : `"${name}" <${from}>`,
    src: shown,
    dst: to,
    dcontext: context,
    channel: caller.channel.name,
    dstchannel: called.channel.name,
    lastapp: 'Dial',
    lastdata: data,
    duration: clockSeconds(startedAt, endedAt),
    billsec: answeredAt === null ? 0 : clockSeconds(answeredAt, endedAt),
    disposition: DISPOSITIONS[result],
    uniqueid: caller.channel.uniqueid,
    linkedid: caller.channel.linkedid,
    recordingfile: `${outside ? 'out' : 'internal'}-${to}-${from}-${stamp(startedAt)}-${caller.channel.uniqueid}.wav`,
    ...(outside ? { cnum: from, cnam: name, outbound_cnum: MAIN_LINE } : {}),
  })
}
