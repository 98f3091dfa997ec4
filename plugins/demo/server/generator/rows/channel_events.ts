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

/** Writes the channel events of one channel. */
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

/** Both channels enter a bridge; the one that was called first, as Asterisk writes it. */
export function bridgeEnter(
  at: number,
  bridge: string,
  called: [ChannelEvents, Place],
  caller: [ChannelEvents, Place]
): void {
  called[0].write(at, 'BRIDGE_ENTER', called[1], { extra: bridgeExtra(bridge) })
  caller[0].write(at, 'BRIDGE_ENTER', caller[1], {
    extra: bridgeExtra(bridge),
    peer: called[0].channel.name,
  })
}

/** Both leave it; `first` is the one that hung up. */
export function bridgeExit(
  at: number,
  bridge: string,
  first: [ChannelEvents, Place],
  second: [ChannelEvents, Place]
): void {
  first[0].write(at, 'BRIDGE_EXIT', first[1], {
    extra: bridgeExtra(bridge),
    peer: second[0].channel.name,
  })
  second[0].write(at, 'BRIDGE_EXIT', second[1], { extra: bridgeExtra(bridge) })
}

function bridgeExtra(bridge: string): string {
  return JSON.stringify({ bridge_id: bridge, bridge_technology: 'simple_bridge' })
}
