import { expect, test } from 'vitest'
import { declaredAs } from './declared-host.ts'

test.each([
  ['api.example.org', ['api.example.org'], 'exactly'],
  ['api.example.org', ['*.example.org'], 'by wildcard'],
  ['a.b.example.org', ['*.example.org'], 'by wildcard'],
  ['api.example.org', ['*.example.org', 'api.example.org'], 'exactly'],
  ['example.org', ['*.example.org'], 'not'],
  ['badexample.org', ['*.example.org'], 'not'],
  ['example.org.evil.test', ['*.example.org'], 'not'],
  ['api.example.org:8080', ['*.example.org'], 'not'],
  ['api.example.org:8080', ['*.example.org:8080'], 'by wildcard'],
  ['*.example.org', ['*.example.org'], 'exactly'],
  ['api.example.org', [], 'not'],
] as const)('%s among %j is declared: %s', (host, hosts, as) => {
  expect(declaredAs(host, hosts)).toBe(as)
})
