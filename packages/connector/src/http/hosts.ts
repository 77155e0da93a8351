import { isIP } from 'node:net'
import { FailureError, permanent } from '../failure.ts'
import { isInside, leadsInside } from './private-address.ts'

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether an origin names this machine itself: where an imitation of a system listens. */
export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname)
}

/** Whether a text is such an origin, and nothing more: credentials go to the vendor, and to no other place outside. */
export function isLoopbackOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && isLoopback(url)
}

/** Whether `hosts` (`URL.host`, or `*.example.org` for all below it) name this host. */
export function isAmong(host: string, hosts: readonly string[]): boolean {
  return hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one))
}

/**
 * Throws unless a request may go there: to a declared host, encrypted, and not inside. The loopback needs to be
 * declared as such; nothing on the outside can lead there.
 */
export function requireAllowed(url: URL, hosts: readonly string[]): void {
  if (!isAmong(url.host, hosts)) {
    throw new FailureError(permanent('a request would have left the declared host'))
  }
  if (isLoopback(url)) return
  if (url.protocol !== 'https:') {
    throw new FailureError(permanent('a request would have gone out unencrypted'))
  }
  const address = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(address) !== 0 && isInside(address)) throw leadsInside
}
