import { assembleGroup } from '#plugins/telephony/server/assembler/assemble_group'
import { groupRows } from '#plugins/telephony/server/assembler/grouping'
import type { AssemblyMoment } from '#plugins/telephony/server/assembler/origin'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  defaultSiteOptions,
  type SiteOptions,
} from '#plugins/telephony/server/assembler/site_options'
import type { AssembledCall } from '#plugins/telephony/server/model/assembled'
import {
  rawCdr,
  rawCel,
  rawQueueLog,
  type RawCdr,
  type RawCel,
  type RawQueueLog,
} from '#plugins/telephony/server/model/raw'

const DAY = '2025-03-10'

/** Writes the rows of a small PBX, one after the other, as a real one would. */
export class PbxRows {
  readonly cdr: RawCdr[] = []
  readonly cel: RawCel[] = []
  readonly queueLog: RawQueueLog[] = []
  readonly #siteId: number
  #ids = 0

  constructor(siteId = 1) {
    this.#siteId = siteId
  }

  /** A row of cdr; times are `HH:MM:SS` of one day, or whole texts. */
  pair(at: string, row: Partial<RawCdr>): this {
    this.#ids += 1
    this.cdr.push(
      rawCdr({
        siteId: this.#siteId,
        mirrorId: this.#ids,
        sequence: this.#ids,
        calldate: full(at),
        linkedid: row.uniqueid,
        disposition: 'ANSWERED',
        ...row,
      })
    )
    return this
  }

  /** An incoming call's row: it came over a trunk to a line. */
  incoming(at: string, uniqueid: string, row: Partial<RawCdr> = {}): this {
    return this.pair(at, {
      uniqueid,
      channel: `PJSIP/trunk-1-${uniqueid}`,
      src: '02188776655',
      did: '02191000000',
      dcontext: 'ext-queues',
      ...row,
    })
  }

  log(
    at: string,
    callid: string,
    queuename: string,
    agent: string,
    event: string,
    ...data: Array<string | number>
  ): this {
    this.#ids += 1
    const [data1 = '', data2 = '', data3 = '', data4 = '', data5 = ''] = data.map(String)
    this.queueLog.push(
      rawQueueLog({
        siteId: this.#siteId,
        mirrorId: this.#ids,
        id: this.#ids,
        time: full(at),
        callid,
        queuename,
        agent,
        event,
        data1,
        data2,
        data3,
        data4,
        data5,
      })
    )
    return this
  }

  event(at: string, eventtype: string, row: Partial<RawCel>): this {
    this.#ids += 1
    this.cel.push(
      rawCel({
        siteId: this.#siteId,
        mirrorId: this.#ids,
        id: this.#ids,
        eventtype,
        eventtime: full(at),
        linkedid: row.uniqueid,
        ...row,
      })
    )
    return this
  }

  /** Assembles everything. */
  calls(options: Partial<SiteOptions> = {}, moment: AssemblyMoment = {}): AssembledCall[] {
    const site = new Site({ ...defaultSiteOptions(this.#siteId, 'Asia/Tehran'), ...options })
    return groupRows(this).map((group) => assembleGroup(group, site, moment))
  }

  /** Assembles everything and expects one call. */
  call(options: Partial<SiteOptions> = {}, moment: AssemblyMoment = {}): AssembledCall {
    const [first, ...others] = this.calls(options, moment)
    if (first === undefined || others.length > 0) {
      throw new Error(`expected one call, got ${others.length + (first ? 1 : 0)}`)
    }
    return first
  }
}

function full(at: string): string {
  return at.length > 15 || /^\d{9}/.test(at) || at === '' ? at : `${DAY} ${at}`
}
