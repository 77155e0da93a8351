import { expect, test } from 'vitest'
import type { Config } from './config.ts'
import { isLoopback } from './http/loopback.ts'
import { serve } from './serve.ts'

const config: Config = {
  systems: [],
  policy: { controller: { name: 'MailCamp', contact: 'privacy@mailcamp.example' } },
  database: { url: 'postgres://nowhere.invalid/x' },
  secret: 's',
}

test.each(['0.0.0.0', '::', '10.0.0.1', 'rechtop.example', '127.evil.test', ''])(
  'with a development token it does not listen on %j',
  async (host) => {
    expect(isLoopback(host)).toBe(false)
    await expect(serve(config, { port: 0, host })).rejects.toThrow('configure `auth`')
    await expect(serve(config, { port: 0, host, developmentToken: 'x' })).rejects.toThrow('configure `auth`')
  },
)

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true)
})
