import type { Presence } from '../traffic/types.js'
import type { RowBook } from './row_book.js'

/** Writes an agent's coming and going. A pause in all queues is one row for all and one for each queue. */
export function writePresence(book: RowBook, presence: Presence): void {
  const { at, queues } = presence
  const agent = `PJSIP/${presence.agent}`
  const data = presence.reason === '' ? [] : [presence.reason]
  const log = (offset: number, callid: string, queuename: string, event: string) =>
    book.queueLog(at + offset, { callid, queuename, agent, event, data })
  switch (presence.event) {
    case 'login':
      queues.forEach((queue, index) => log(index, 'MANAGER', queue, 'ADDMEMBER'))
      return
    case 'logout':
      queues.forEach((queue, index) => log(index, 'MANAGER', queue, 'REMOVEMEMBER'))
      return
    case 'pause':
      log(0, 'NONE', 'NONE', 'PAUSEALL')
      queues.forEach((queue, index) => log(index + 1, 'NONE', queue, 'PAUSE'))
      return
    case 'unpause':
      log(0, 'NONE', 'NONE', 'UNPAUSEALL')
      queues.forEach((queue, index) => log(index + 1, 'NONE', queue, 'UNPAUSE'))
  }
}
