import { existsSync, readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { run } from '../src/run.ts'
import { UsageError } from '../src/usage.ts'
import { freshFolder, rechtop } from './scaffold.ts'

const { folder, remove } = await freshFolder()
afterAll(remove)

const wrong: readonly (readonly [why: string, argv: readonly string[], says: RegExp])[] = [
  ['an unknown command', ['connector', 'old'], /"connector old" is no command/],
  ['no name', ['connector', 'new', '--kind', 'sql'], /a name: connector new loyalty --kind sql/],
  ['a word too many', ['connector', 'new', 'a', 'b', '--kind', 'sql'], /"b" is one word too many/],
  [
    'a name that is not kebab-case',
    ['connector', 'new', 'MyShop', '--kind', 'sql'],
    /"MyShop" is not kebab-case/,
  ],
  ['a name that leads elsewhere', ['connector', 'new', '../x', '--kind', 'sql'], /is not kebab-case/],
  ['no kind', ['connector', 'new', 'shop'], /kind is missing: add --kind sql/],
  ['an unknown kind', ['connector', 'new', 'shop', '--kind', 'soap'], /"soap" is no kind: add --kind sql/],
  ['an unknown option', ['connector', 'new', 'shop', '--kid', 'sql'], /Unknown option '--kid': see --help/],
  ['an option without its value', ['connector', 'new', 'shop', '--kind'], /: see --help/],
  [
    'a database for an API',
    ['connector', 'new', 'shop', '--kind', 'http', '--from', 'postgres://localhost/x'],
    /--from reads a database: use it with --kind sql/,
  ],
  ['a schema of nothing', ['connector', 'new', 'shop', '--kind', 'sql', '--schema', 'x'], /add --from/],
  [
    'no database address',
    ['connector', 'new', 'shop', '--kind', 'sql', '--from', 'secret-of-mine'],
    /--from is no PostgreSQL address/,
  ],
  [
    'a server that is not there',
    ['connector', 'new', 'shop', '--kind', 'sql', '--from', 'postgres://me:secret-of-mine@127.0.0.1:1/x'],
    /127\.0\.0\.1:1 can't be reached \(ECONNREFUSED\)/,
  ],
]

test.each(wrong)('%s: one sentence, and nothing is written', async (_why, argv, says) => {
  const asked = run([...argv, ...(argv[1] === 'new' ? ['--into', folder] : [])])
  const error: unknown = await asked.catch((error: unknown) => error)
  const message = error instanceof UsageError ? error.message : ''
  expect(message).toMatch(says)
  expect(message.split('\n')).toHaveLength(1)
  expect(message).not.toContain('secret-of-mine')
  expect(existsSync(folder)).toBe(false)
})

test('as a program it says the sentence alone, and ends with 1', async () => {
  const { code, out, error } = await rechtop('connector', 'new', '--kind', 'sql')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(error).toBe('Give the new connector a name: connector new loyalty --kind sql\n')
})

test('a folder that is there stays as it is', async () => {
  await mkdir(folder, { recursive: true })
  const asked = run(['connector', 'new', 'shop', '--kind', 'sql', '--into', folder])
  await expect(asked).rejects.toThrow(/exists: choose another name, or another folder with --into$/)
  expect(readdirSync(folder)).toEqual([])
})

test.each([[['--help']], [['connector', 'new', '--help']], [[]]])('%j explains itself', async (argv) => {
  expect(await run(argv)).toContain('connector new <name> --kind sql|http')
})
