import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { FailureError, permanent } from '../failure.ts'

/** What is not on the public internet (IANA special-purpose address registries). */
const inside = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['100::', 64],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, prefix, 'ipv6')
}

/** Whether a packet to this address stays inside: a cloud's metadata service, a neighbour in the data centre. */
export function isInside(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

export const leadsInside = new FailureError(
  permanent('the host leads to an address inside a private network, where this system may not be looked for'),
)

/**
 * `dns.lookup` that refuses a name with any address inside. It is asked at each connection, so a name that changes
 * its mind after the first call (DNS rebinding) is refused all the same.
 */
export const publicOnly: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return callback(error, '', 4)
    if (addresses.some(({ address }) => isInside(address))) return callback(leadsInside, '', 4)
    if (options.all === true) return callback(null, addresses)
    callback(null, first.address, first.family)
  })
}
