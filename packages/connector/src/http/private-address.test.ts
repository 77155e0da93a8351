import { lookup } from 'node:dns'
import { expect, test, vi } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { isInside } from './private-address.ts'
import { failureFrom } from './serve.fixture.ts'

vi.mock('node:dns', { spy: true })

test.each([
  ['10.1.2.3', true],
  ['100.64.0.1', true],
  ['127.0.0.1', true],
  ['169.254.169.254', true],
  ['172.31.255.255', true],
  ['172.32.0.1', false],
  ['192.168.0.1', true],
  ['8.8.8.8', false],
  ['0.0.0.0', true],
  ['255.255.255.255', true],
  ['::1', true],
  ['::', true],
  ['::ffff:192.168.0.1', true],
  ['::ffff:8.8.8.8', false],
  ['fe80::1', true],
  ['fd00::1', true],
  ['64:ff9b::a00:1', true],
  ['::10.0.0.1', true],
  ['::ffff:0:a00:1', true],
  ['100::1', true],
  ['2606:4700::1111', false],
])('%s is inside: %s', (address, inside) => {
  expect(isInside(address)).toBe(inside)
})

const resolveTo = (...addresses: string[]): void => {
  vi.mocked(lookup).mockImplementation(((
    _name: string,
    _options: unknown,
    done: (...answer: unknown[]) => void,
  ) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    )) as never)
}

test.each([[['10.0.0.5']], [['203.0.113.5', '127.0.0.1']]])(
  'a name that leads to %s is not connected to',
  async (addresses) => {
    resolveTo(...addresses)
    const failure = await failureFrom(
      createHttpClient({ origin: 'https://tricky.example' }).request('GET', '/'),
    )
    expect(failure).toEqual({ code: 'permanent', detail: expect.stringContaining('private network') })
  },
)
