import type { CelRow, Channel, RowBook } from './row_book.js'

/** Where a channel is in the dialplan and whose number it shows. */
export interface Place {
  exten: string
  context: string
  number: string
  name?: string
  app?: string
  data?: string
}

/**
 * Writes the channel events of one channel. The demo exchange's `cel.conf` leaves out bridges and the ends of applications: they
 * are a third of the rows of a busy exchange and say nothing here that other rows do not.
 */
export class ChannelEvents {
  readonly #book: RowBook
  readonly channel: Channel

  constructor(book: RowBook, channel: Channel) {
    this.#book = book
    this.channel = channel
  }

  write(at: number, eventtype: string, place: Place, more: Partial<CelRow> = {}): void {
    this.#book.cel(at, {
      eventtype,
      cid_name: place.name ?? '',
      cid_num: place.number,
      cid_ani: eventtype === 'CHAN_START' ? '' : place.number,
      exten: place.exten,
      context: place.context,
      channame: this.channel.name,
      appname: place.app ?? '',
      appdata: place.data ?? '',
      uniqueid: this.channel.uniqueid,
      linkedid: this.channel.linkedid,
      ...more,
    })
  }

  /** The channel ends. `cause` is Q.850: 16 normal, 17 busy, 19 no answer. */
  end(at: number, place: Place, cause: number, source: string, dialstatus = ''): void {
    const extra = JSON.stringify({ hangupcause: cause, hangupsource: source, dialstatus })
    this.write(at, 'HANGUP', place, { extra })
    this.write(at, 'CHAN_END', place)
  }
}
