/** Where a MariaDB is. */
export type Address = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** Encrypted, with a certificate that is checked: where the address ends in `?ssl=true`. */
  readonly ssl?: { readonly rejectUnauthorized: true }
}

/**
 * Taken apart here, because the driver would let the query of the address overrule how we connect. Of that query only
 * `ssl=true` is taken.
 */
export function addressOf(url: string): Address {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    host: decodeURIComponent(hostname).replace(/^\[|\]$/g, ''),
    port: Number(port === '' ? 3306 : port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(searchParams.get('ssl') === 'true' && { ssl: { rejectUnauthorized: true } }),
  }
}
