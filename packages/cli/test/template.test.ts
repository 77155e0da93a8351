import { cp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshFolder, rechtop, styleProblemsIn, testsIn, typeErrorsIn } from './scaffold.ts'

let { folder, remove } = { folder: '', remove: async () => {} }
beforeEach(async () => {
  ;({ folder, remove } = await freshFolder())
})
afterEach(() => remove())

const decide = 'AssertionError: a person has to decide this'

describe('--kind sql', () => {
  test('type-checks, and its tests list what a person has to decide', async () => {
    const { code, out } = await rechtop('connector', 'new', 'loyalty', '--kind', 'sql', '--into', folder)
    expect(code).toBe(0)
    expect(out).toContain('npx -y pnpm@12 exec vitest run')
    expect(await typeErrorsIn(folder)).toEqual([])
    expect(await styleProblemsIn(folder)).toBe('')
    const { broken, passed, failed } = await testsIn(folder)
    expect({ broken, passed }).toEqual({ broken: [], passed: [] })
    const questions = failed.filter(({ message }) => message === decide).map(({ title }) => title)
    expect(questions).toEqual(
      expect.arrayContaining([
        'processor: who runs this system, in which country, under which processing agreement?',
        'people.note: proposed as Correspondence. What do your people write there, and why do you hold it?',
        'visits: why do you hold it, on which legal basis, and for how long?',
      ]),
    )
    const others = failed.filter(({ message }) => message !== decide).map(({ title }) => title)
    expect(others).toEqual(['no holding is left with the purpose "undecided"'])
  })

  test('with the decisions of a person in it, it conforms', async () => {
    await rechtop('connector', 'new', 'loyalty', '--kind', 'sql', '--into', folder)
    await cp(new URL('finished-loyalty', import.meta.url), folder, { recursive: true })
    await rm(join(folder, 'src/until-decided.ts'))
    expect(await typeErrorsIn(folder)).toEqual([])
    const { broken, passed, failed } = await testsIn(folder)
    expect({ broken, failed }).toEqual({ broken: [], failed: [] })
    expect(passed.length).toBeGreaterThan(20)
  })
})

describe('--kind http', () => {
  test('type-checks, and its tests list the properties that it does not have', async () => {
    const { code } = await rechtop('connector', 'new', 'loyalty', '--kind', 'http', '--into', folder)
    expect(code).toBe(0)
    expect(await typeErrorsIn(folder)).toEqual([])
    expect(await styleProblemsIn(folder)).toBe('')
    const { broken, passed, failed } = await testsIn(folder)
    expect(broken).toEqual([])
    // what a declaration alone can have
    expect(passed.map((title) => title.slice(0, 1)).filter((letter) => !'DK'.includes(letter))).toEqual([])
    const properties = failed.map(({ title }) => title.split(' ')[0] ?? '')
    expect(properties).toEqual(
      expect.arrayContaining(['D2', 'F1', 'F3', 'E5', 'X2', 'X5', 'S1', 'processor:']),
    )
    const reasons = new Set(
      failed.map(({ message }) => message.replace(/^Error: \w+ needs/, 'Error: it needs')),
    )
    expect([...reasons].filter((reason) => !expected.some((one) => one.test(reason)))).toEqual([])
  })

  test('with its verbs written, only what takes several records of one person is left', async () => {
    await rechtop('connector', 'new', 'directory', '--kind', 'http', '--into', folder)
    await cp(new URL('finished-directory', import.meta.url), folder, { recursive: true })
    expect(await typeErrorsIn(folder)).toEqual([])
    const { broken, passed, failed } = await testsIn(folder)
    expect(broken).toEqual([])
    expect(failed.filter(({ message }) => !message.includes('needs "page" of the system'))).toEqual([])
    expect(passed.length).toBeGreaterThan(35)
  })

  test('its package.json names what its files import', async () => {
    await rechtop('connector', 'new', 'loyalty', '--kind', 'http', '--into', folder)
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({
      name: '@rechtop/connector-loyalty',
      dependencies: { '@rechtop/connector': 'workspace:*', zod: 'catalog:' },
    })
  })
})

const expected = [
  /^AssertionError: a person has to decide this/,
  /^FailureError: permanent/,
  /^Error: it needs "page"/,
  /^AssertionError: expected \[ 'people' \]/,
]
