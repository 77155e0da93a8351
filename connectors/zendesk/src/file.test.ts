import { expect, test } from 'vitest'
import { openAccount, type Account } from './fake-account.ts'
import { zendesk } from './zendesk.ts'

const seed = {
  users: [
    {
      name: 'Anna',
      email: 'anna@example.org',
      tickets: [
        {
          subject: 'Files',
          comments: [
            { body: 'here', attachments: [{ fileName: 'a.pdf', text: 'a page of it ', bytes: 300_000 }] },
            {
              body: 'and here',
              attachments: [{ fileName: 'shown.png', text: 'pixels', inline: true as const }],
            },
          ],
        },
      ],
    },
  ],
}

async function read(account: Account, file: string, ref?: string): Promise<string> {
  const [person] = account.seeded
  const order = {
    locator: { userId: person?.id ?? '' },
    holding: 'tickets',
    ref: ref ?? person?.tickets[0] ?? '',
    file,
  }
  const pieces: Uint8Array[] = []
  for await (const piece of zendesk.readFile?.(order, account.context) ?? []) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

const filesOf = async (account: Account): Promise<readonly string[]> => {
  const items = await account.export(account.seeded[0]?.id ?? '', { tickets: {} })
  return items.flatMap(({ files = [] }) => files.map(({ id }) => id))
}

test('a file comes whole from the host that the account sends to, which gets no credentials', async () => {
  const account = await openAccount(seed)
  const [pdf = '', image = ''] = await filesOf(account)
  expect((await read(account, pdf)).length).toBe(300_000)
  expect(await read(account, image)).toBe('pixels')
  expect(account.fake.fileLog.map(({ authorized }) => authorized)).toEqual([false, false])
  expect(account.fake.log.every(({ authorized }) => authorized)).toBe(true)
})

test('a file of somebody else who came into the ticket is not theirs, and their own still is', async () => {
  const account = await openAccount({ users: [...seed.users, { name: 'Bert', email: 'bert@example.org' }] })
  const [pdf = '', image = ''] = await filesOf(account)
  const [, second] = account.fake.state.tickets[0]?.comments ?? []
  Object.assign(second ?? {}, { author_id: Number(account.seeded[1]?.id) })
  await expect(read(account, image)).rejects.toMatchObject({ failure: { code: 'permanent' } })
  expect((await read(account, pdf)).length).toBe(300_000)
})

test('a host that nobody declared is not followed', async () => {
  const account = await openAccount(seed, { config: { fileOrigin: undefined } })
  const [pdf = ''] = await filesOf(account)
  await expect(read(account, pdf)).rejects.toMatchObject({
    failure: { code: 'permanent', detail: 'a request would have left the declared host' },
  })
  expect(account.fake.fileLog).toEqual([])
})

test('the address of a file is in no record, since it lets in whoever has it', async () => {
  const account = await openAccount(seed)
  const items = await account.export(account.seeded[0]?.id ?? '')
  expect(JSON.stringify(items)).not.toMatch(/https?:/)
})

test.each([
  ['another ticket', '9999'],
  ['a path', '1/../2'],
])('nothing is read under the ref of %s', async (_what, ref) => {
  const account = await openAccount(seed)
  const [pdf = ''] = await filesOf(account)
  await expect(read(account, pdf, ref)).rejects.toMatchObject({ failure: { code: 'permanent' } })
})
