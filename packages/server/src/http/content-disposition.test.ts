import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attachmentNamed, mediaTypeOf } from './content-disposition.ts'

describe('the name of a file', () => {
  test.each([
    ['photo.jpg', 'photo.jpg', 'photo.jpg'],
    ['my photo (1).jpg', 'my photo (1).jpg', 'my%20photo%20%281%29.jpg'],
    ['légitimatie.pdf', 'l_gitimatie.pdf', 'l%C3%A9gitimatie.pdf'],
    ['证件.pdf', '__.pdf', '%E8%AF%81%E4%BB%B6.pdf'],
    ['a"b.pdf', 'a_b.pdf', 'a_b.pdf'],
    ['50%.txt', '50_.txt', '50%25.txt'],
    ['../../etc/passwd', '_.._etc_passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini', '_.._boot.ini'],
    ['.htaccess', 'htaccess', 'htaccess'],
    ['x\r\nset-cookie: a=b', 'x__set-cookie_ a=b', 'x__set-cookie_%20a%3Db'],
    ['nul\u0000.txt', 'nul_.txt', 'nul_.txt'],
    // shown, it would seem to end in exe.pdf
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe', 'invoice_fdp.exe'],
    ['half \ud800.txt', 'half _.txt', 'half%20%EF%BF%BD.txt'],
    ['...', 'file', 'file'],
    ['', 'file', 'file'],
  ])('%j is %j and %s', (name, plain, encoded) => {
    expect(attachmentNamed(name)).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`)
  })

  test('that is too long keeps its end', () => {
    const header = attachmentNamed(`${'a'.repeat(5000)}.tar`)
    expect(header).toContain(`filename="${'a'.repeat(146)}.tar"`)
  })

  test.each(['.', ' ', '. ', '\u00a0', '"'])('does not keep the server busy by many %j', (sign) => {
    const start = performance.now()
    const header = attachmentNamed(`a${sign.repeat(100_000)}a.pdf`)
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(header).toMatch(/^attachment; filename="a[^"]*\.pdf"/)
  })

  test('is a header whatever it is, and says the same twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const header = attachmentNamed(name)
        expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header)
        expect(header).toMatch(/^attachment; filename="[ !#$&-~]+"; filename\*=UTF-8''[\w.%~$&+^`|#-]+$/)
        const shown = decodeURIComponent(/''(.*)$/.exec(header)?.[1] ?? '')
        expect(shown).not.toMatch(/^\.|[/\\"]|\p{Cc}/u)
      }),
    )
  })
})

test.each([
  ['image/png', 'image/png'],
  ['Text/HTML; charset=utf-8', 'text/html'],
  [' application/vnd.ms-excel ', 'application/vnd.ms-excel'],
  ['text/html\r\nx: y', 'application/octet-stream'],
  ['html', 'application/octet-stream'],
  ['', 'application/octet-stream'],
  [null, 'application/octet-stream'],
])('of the type %j the header says %s', (given, shown) => {
  expect(mediaTypeOf(given)).toBe(shown)
})
