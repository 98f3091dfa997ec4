import type { Call } from '../model/assembled.js'
import { localExtension } from './channel_names.js'
import type { CallParts } from './call_outcome.js'

export type Parties = Pick<
  Call,
  | 'callerNumber'
  | 'callerName'
  | 'dialledNumber'
  | 'externalNumber'
  | 'did'
  | 'trunk'
  | 'ivrChoice'
  | 'ivr'
>

/** Numbers, names and lines of a call. */
export function partiesOf(parts: CallParts): Parties {
  const { origin, evidence } = parts
  const numbers = origin.direction === 'inbound' ? inbound(parts) : outgoing(parts)
  const { ivr, ivrChoice } = ivrOf(parts)
  return {
    callerNumber: numbers.callerNumber,
    callerName: nameOf(parts, evidence),
    dialledNumber: numbers.dialledNumber,
    externalNumber: numbers.externalNumber,
    did: numbers.did,
    trunk: trunkOf(parts),
    ivr,
    ivrChoice,
  }
}

type Numbers = Pick<Parties, 'callerNumber' | 'dialledNumber' | 'externalNumber' | 'did'>

function inbound({ evidence, origin, visits }: CallParts): Numbers {
  const row = origin.pair?.row
  const callerNumber =
    row?.src || row?.cnum || origin.cel?.callerNumber || visits[0]?.callerNumber || ''
  const did =
    evidence.pairs.find((pair) => pair.row.did !== '')?.row.did ??
    evidence.queueEvents.find((event) => event.row.event === 'DID')?.row.data1 ??
    ''
  const dialledNumber = did || origin.cel?.exten || row?.dst || ''
  return {
    callerNumber,
    dialledNumber,
    did,
    externalNumber: evidence.site.externalNumber('inbound', callerNumber),
  }
}

/** src and clid of an outgoing call are the trunk's number: the extension is in cnum, else it is the channel's. */
function outgoing({ evidence, origin, far }: CallParts): Numbers {
  const row = origin.pair?.row
  const own = origin.party.kind === 'phone' ? origin.party.peer : ''
  const cnum = row !== undefined && evidence.site.isInternalNumber(row.cnum) ? row.cnum : ''
  const dialled = (far.pair ?? origin.pair)?.row.dst ?? origin.cel?.exten ?? ''
  const outbound = origin.direction === 'outbound'
  return {
    callerNumber: cnum || own || row?.src || origin.cel?.callerNumber || '',
    dialledNumber: dialled === 's' ? '' : dialled,
    did: outbound ? row?.outbound_cnum || outsideNumber(row?.src, evidence) : '',
    externalNumber: outbound ? evidence.site.externalNumber('outbound', dialled) : '',
  }
}

function outsideNumber(src: string | undefined, { site }: CallParts['evidence']): string {
  return src === undefined || site.isInternalNumber(src) ? '' : src
}

function trunkOf({ origin, far }: CallParts): string {
  if (origin.party.kind === 'trunk') return origin.party.peer
  return far.pair?.callee.peer ?? ''
}

function nameOf({ origin }: CallParts, { site }: CallParts['evidence']): string {
  const row = origin.pair?.row
  if (origin.party.agent?.name) return origin.party.agent.name
  if (row?.cnam) return row.cnam
  const quoted = /^"([^"]*)"/.exec(row?.clid ?? '')?.[1] ?? ''
  if (quoted !== '') return quoted
  const own = origin.channel.startsWith('Local/') ? localExtension(origin.channel) : ''
  return own === '' ? '' : (site.options.extensionNames[own] ?? '')
}

function ivrOf({ evidence }: CallParts): Pick<Parties, 'ivr' | 'ivrChoice'> {
  const { site, cel, pairs, queueEvents } = evidence
  let ivr = pairs.some((pair) => site.isIvrContext(pair.row.dcontext))
  if (!ivr && cel !== null) {
    for (const context of cel.contexts) ivr ||= site.isIvrContext(context)
  }
  const choice = queueEvents.find(
    ({ row }) => row.event === 'INFO' && row.data1 === site.options.ivrInfo
  )
  return { ivr: ivr || choice !== undefined, ivrChoice: choice?.row.data2 ?? null }
}
