import type { Random } from './random.ts'
import { cities, familyNames, mailDomains, mensNames, streets, womensNames } from './words.ts'

/** Somebody invented. */
export type Person = {
  readonly givenName: string
  readonly familyName: string
  readonly gender: 'v' | 'm' | null
  readonly email: string
  readonly phone: string
  readonly street: string
  readonly houseNumber: string
  readonly postalCode: string
  readonly city: string
}

/** Invents a person. The serial number keeps their addresses apart from everybody else's. */
export function inventPerson(random: Random, serial: number): Person {
  const woman = random.chance(0.5)
  const givenName = random.pick(woman ? womensNames : mensNames)
  const familyName = random.pick(familyNames)
  const mailbox = `${givenName}.${familyName}${serial}`.toLowerCase().replaceAll(/[^a-z0-9.]/g, '')
  return {
    givenName,
    familyName,
    gender: random.chance(0.8) ? (woman ? 'v' : 'm') : null,
    email: `${mailbox}@${random.pick(mailDomains)}`,
    phone: inventPhone(serial),
    street: random.pick(streets),
    houseNumber: String(random.between(1, 240)),
    postalCode: `${random.between(1000, 9999)} ${random.pick(['AB', 'CD', 'GH', 'KL', 'PR', 'XZ'])}`,
    city: random.pick(cities),
  }
}

/** Numbers in 06 00 are not given out to phones. */
export function inventPhone(serial: number): string {
  return `06 00${String(serial).padStart(6, '0')}`
}

/** An IBAN with a right checksum at a bank that does not exist. */
export function inventIban(serial: number): string {
  const account = `TEST${String(serial).padStart(10, '0')}`
  const digits = [...`${account}NL00`].map((sign) => String(Number.parseInt(sign, 36))).join('')
  const check = 98n - (BigInt(digits) % 97n)
  return `NL${String(check).padStart(2, '0')}${account}`
}

/** From the ranges that are set apart for documentation (RFC 5737). */
export function inventIpAddress(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.between(1, 254)}`
}
