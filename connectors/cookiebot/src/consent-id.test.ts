import { expect, test } from 'vitest'
import { createCookiebotFake } from '../fake/index.ts'
import { consentIdIn } from './consent-id.ts'

const id = 'G+6rYDfrzwrZItFRfHCbe8iQIFLhMDCgjBS+/Oq/gZe0Lovh65ODgg=='

test.each([
  ['the id alone', id],
  ['the id with spaces around it', `  ${id}\n`],
  ['the id, escaped', encodeURIComponent(id)],
  ['the cookie as a browser sends it', `{stamp:%27${id}%27%2Cnecessary:true%2Cutc:1705162226478}`],
  ['with the name of the cookie', `CookieConsent={stamp:%27${id}%27%2Cnecessary:true}`],
  ['the cookie as a browser shows it', `{stamp:'${id}',necessary:true,preferences:false,ver:1}`],
  ['escaped as a whole', encodeURIComponent(`{stamp:'${id}',necessary:true}`)],
  ['cut off in the middle of an escape', `{stamp:%27${id}%27%2Cnecessary:true%2`],
])('the consent id is read from %s', (_, text) => {
  expect(consentIdIn(text)).toBe(id)
})

test.each([
  '-1',
  '0',
  'CookieConsent=0',
  '{stamp:%27-1%27%2Cnecessary:true%2Cmarketing:true}',
  '{necessary:true,marketing:false}',
  '',
])('%j names nobody: the same is in the cookie of others', (text) => {
  expect(consentIdIn(text)).toBeNull()
})

test('what the fake puts into a browser leads back to the entry', () => {
  const fake = createCookiebotFake()
  const consent = fake.choose()
  expect(consentIdIn(fake.cookieOf(consent))).toBe(consent.consentId)
})
