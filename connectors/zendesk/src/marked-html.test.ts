import { expect, test } from 'vitest'
import { markedHtml } from './marked-html.ts'
import { mentionsIn, namesOf, patternsOf } from './mention.ts'

const names = namesOf({
  userId: '1',
  user: {
    id: '1',
    role: 'end-user',
    active: true,
    name: 'Anna  de Vries',
    email: null,
    phone: '+31 6 1234 5678',
    shared_phone_number: false,
    external_id: null,
    time_zone: null,
    locale: null,
    details: null,
    notes: null,
    tags: [],
    user_fields: {},
    suspended: false,
    created_at: null,
    last_login_at: null,
  },
  identities: [],
  addresses: ['anna@example.org'],
})
const anna = patternsOf(names, true)

test.each([
  ['<p>All of it</p>', '<p><redact>All of it</redact></p>'],
  ['<b>a</b> <i>b</i>', '<b><redact>a</redact></b> <i><redact>b</redact></i>'],
  ['<p>Tom &amp; I &lt;3</p>', '<p><redact>Tom &amp; I &lt;3</redact></p>'],
  ['<a href="https://x.example">x</a>', '<a redact href="https://x.example"><redact>x</redact></a>'],
  ['before<img src="/1.png" alt="a > b">', '<redact>before</redact><img redact src="/1.png" alt="a > b">'],
  ['plain text', '<redact>plain text</redact>'],
  ['<p>▇▇▇ ▇</p>', null],
  ['<br>  <br/>', null],
])('all of %s is marked as %s', (html, marked) => {
  expect(markedHtml(html, 'all')).toBe(marked)
})

test.each([
  ['<p>Ask anna@example.org.</p>', '<p>Ask <redact>anna@example.org</redact>.</p>'],
  ['<p>ANNA@Example.org wrote</p>', '<p><redact>ANNA@Example.org</redact> wrote</p>'],
  [
    '<p>Anna de\nVries, +31 6 1234 5678</p>',
    '<p><redact>Anna de\nVries</redact>, <redact>+31 6 1234 5678</redact></p>',
  ],
  ['<a href="mailto:anna@example.org">her</a>', '<a redact href="mailto:anna@example.org">her</a>'],
  ['<p>joanna@example.org</p>', null],
  ['<p>anna@example.org.be</p>', null],
  ['<p>anna@example.organic</p>', null],
  ['<p>x.anna@example.org</p>', null],
  ['<p>Anna, or de Vries, or Joanna de Vries</p>', null],
  ['<p><b>Anna</b> de Vries</p>', '<p><b><redact>Anna</redact></b><redact> de Vries</redact></p>'],
  ['<p>Anna&nbsp;de Vries!</p>', '<p><redact>Anna&nbsp;de Vries</redact>!</p>'],
  ['<p>an&#110;a@example.org</p>', '<p><redact>an&#110;a@example.org</redact></p>'],
  ['<p>Anna</p><p>de Vries</p>', '<p><redact>Anna</redact></p><p><redact>de Vries</redact></p>'],
  ['<p>-Anna de Vries_</p>', '<p>-<redact>Anna de Vries</redact>_</p>'],
  [
    '<p>06-12 34 56 78, 0612345678</p>',
    '<p><redact>06-12 34 56 78</redact>, <redact>0612345678</redact></p>',
  ],
  ['<p>0031612345678</p>', '<p><redact>0031612345678</redact></p>'],
  ['<p>order 90612345678, 06123456789 or 612345678</p>', null],
  [
    '<p>06 – 12 34 56 78, 31612345678, +31 (0)6 12345678</p>',
    '<p><redact>06 – 12 34 56 78</redact>, <redact>31612345678</redact>, <redact>+31 (0)6 12345678</redact></p>',
  ],
  ['<p>2024-0612345678 or 0612345678-2</p>', null],
  ['<p>Anna de Vries-Bakker</p>', null],
  ['<p>_anna@example.org_</p>', '<p>_<redact>anna@example.org</redact>_</p>'],
  ['<p>anna&#64example.org</p>', '<p><redact>anna&#64example.org</redact></p>'],
  [
    '<a href="https://x.example/?to=anna%40example.org">x</a>',
    '<a redact href="https://x.example/?to=anna%40example.org">x</a>',
  ],
])('who is named in %s is marked as %s', (html, marked) => {
  expect(markedHtml(html, anna)).toBe(marked)
})

test('what is marked is all that is changed', () => {
  const html =
    '<div class="zd-comment" dir="auto">Hi &nbsp;<!-- x --><b>anna@example.org</b><br/>é 😀 <i>anna@example.org</i></div>'
  const marked = markedHtml(html, anna) ?? ''
  expect(marked.replaceAll(/<\/?redact>/g, '')).toBe(html)
  expect(mentionsIn(marked.replaceAll(/<redact>.*?<\/redact>/g, '▇'), anna)).toEqual([])
})

test('a full name counts only where the ticket is about them; a shared or short number never', () => {
  const person = { userId: '1', identities: [], addresses: [] }
  const user = {
    id: '1',
    role: 'end-user',
    active: true,
    name: 'Anna de Vries',
    email: null,
    external_id: null,
  }
  const rest = { time_zone: null, locale: null, details: null, notes: null, tags: [], user_fields: {} }
  const more = { suspended: false, created_at: null, last_login_at: null }
  const shared = namesOf({
    ...person,
    user: { ...user, ...rest, ...more, phone: '0612345678', shared_phone_number: true },
  })
  const short = namesOf({
    ...person,
    user: { ...user, ...rest, ...more, phone: '12345678', shared_phone_number: false },
  })
  for (const names of [shared, short]) {
    expect(mentionsIn('Anna de Vries, 0612345678, 12345678', patternsOf(names, false))).toEqual([])
    expect(mentionsIn('Anna de Vries, 0612345678', patternsOf(names, true))).toEqual(['Anna de Vries'])
  }
})
