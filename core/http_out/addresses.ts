import { BlockList, isIP } from 'node:net'

/** Where requests may go. Nothing leaves the host but to what an administrator put on the list. Pure. */
export interface AllowedOrigin {
  /** Scheme, host and port: `https://hooks.bank.example`, `http://10.0.0.7:8080`. No wildcards. */
  origin: string
  /** Its addresses may lie in the private network. */
  private: boolean
}

/**
 * `private`: reachable only from within, as a bank's own services are. `never`: the host itself or its surroundings answer there
 * whatever name led to it (link-local, with the credentials service of clouds), or nobody in particular (multicast, reserved).
 */
export type AddressKind = 'public' | 'private' | 'never'

function list(ranges: readonly (readonly [string, number])[]): BlockList {
  const blocks = new BlockList()
  for (const [net, prefix] of ranges)
    blocks.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4')
  return blocks
}
const PRIVATE = list([
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
])
const NEVER_V4 = list([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
])
/** Of IPv6 only global unicast is public, and of that not what tunnels to an IPv4 address or is for documentation. */
const GLOBAL_V6 = list([['2000::', 3]])
const NEVER_V6 = list([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])

/** What stands behind a literal IP address; what is none is never fine. */
export function addressKind(address: string): AddressKind {
  const family = isIP(address)
  /** Written with a zone it belongs to one link; mapped or translated it is another address in disguise. */
  if (family === 0 || address.includes('%')) return 'never'
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (family === 6 && isMapped(address)) return 'never'
  if (PRIVATE.check(address, type)) return 'private'
  if (family === 4) return NEVER_V4.check(address, type) ? 'never' : 'public'
  return GLOBAL_V6.check(address, type) && !NEVER_V6.check(address, type) ? 'public' : 'never'
}

const MAPPED = list([['::ffff:0:0', 96]])
/** Node's lists answer for a mapped address as for the IPv4 address in it; here it is refused as such. */
const isMapped = (address: string): boolean =>
  MAPPED.check(address, 'ipv6') || address.toLowerCase().startsWith('::ffff:')

export type AddressRefusal = 'malformed' | 'not_allowed'

/** The entry of the list that covers an address, or why none does. */
export function allowedBy(
  address: string,
  allowed: readonly AllowedOrigin[]
): AllowedOrigin | AddressRefusal {
  const url = URL.parse(address)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'malformed'
  if (url.username !== '' || url.password !== '' || url.hash !== '') return 'malformed'
  const found = allowed.find(({ origin }) => URL.parse(origin)?.origin === url.origin)
  return found ?? 'not_allowed'
}

/** Whether a connection may be made when a name stands for these addresses: one that may not spoils all. */
export function mayConnect(
  addresses: readonly string[],
  { private: within }: AllowedOrigin
): boolean {
  return (
    addresses.length > 0 &&
    addresses.every((address) => {
      const kind = addressKind(address)
      return kind === 'public' || (kind === 'private' && within)
    })
  )
}
