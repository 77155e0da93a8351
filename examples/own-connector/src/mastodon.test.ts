import { readFileSync } from 'node:fs'
import type { AnyConnector, ErasureLine, Holdings } from '@rechtop/connector'
import { connect, pgliteSystem, type Insert } from '@rechtop/connector/testing'
import type { Json } from '@rechtop/schema'
import { beforeEach, expect, test } from 'vitest'
import { mastodon } from './mastodon.ts'

// numbers as this server gives them: with more digits than a JavaScript number carries
const ada = '110000000000000001'
const bob = '110000000000000002'
const far = '110000000000000003'
const posts = { adas: '110100000000000001', answer: '110100000000000002', boost: '110100000000000003' }
const letters = { adas: '110100000000000004', bobs: '110100000000000005' }
const invite = '7'
const reports = [
  { id: '1', account_id: bob, target_account_id: ada, comment: 'She was rude', status_ids: [posts.adas] },
  { id: '2', account_id: ada, target_account_id: bob, comment: 'He was rude', status_ids: [] },
]

const { create, database } = pgliteSystem({
  schema: readFileSync(new URL('../schema.sql', import.meta.url), 'utf8'),
  async plant(role, insert) {
    const nothing = { identifiers: [], records: {} }
    if (role === 'stranger') return insert('reports', ...reports).then(() => nothing)
    await plantPeople(insert)
    await plantPosts(insert)
    const from = { account_id: ada, target_account_id: bob }
    const to = { account_id: bob, target_account_id: ada }
    for (const table of ['follows', 'blocks', 'mutes']) await insert(table, from, to)
    await insert('account_notes', { ...from, comment: 'plays chess' }, { ...to, comment: 'owes me a book' })
    await insert(
      'lists',
      { id: 1, account_id: ada, title: 'family' },
      { id: 2, account_id: bob, title: 'math' },
    )
    await insert('list_accounts', { list_id: 1, account_id: bob }, { list_id: 2, account_id: ada })
    return nothing
  },
})

async function plantPeople(insert: Insert) {
  const key = { private_key: 'private key', public_key: 'public key' }
  await insert(
    'accounts',
    { ...key, id: ada, username: 'ada', display_name: 'Ada L.', note: 'I count.' },
    { ...key, id: bob, username: 'bob', display_name: 'Bob', note: '' },
  )
  await insert('accounts', {
    id: far,
    username: 'ada',
    domain: 'elsewhere.example',
    display_name: 'Another Ada',
  })
  const user = {
    encrypted_password: 'hash of a password',
    sign_up_ip: '203.0.113.9',
    chosen_languages: ['nl', 'en'],
  }
  await insert('users', { ...user, id: ada, account_id: ada, email: 'ada@example.nl' })
  await insert('invites', { id: invite, user_id: ada, code: 'come-in' })
  await insert('users', { ...user, id: bob, account_id: bob, email: 'bob@example.nl', invite_id: invite })
  const seen = { user_id: ada, ip: '203.0.113.9', user_agent: 'Firefox' }
  await insert('login_activities', { ...seen, success: true, created_at: '2024-01-01T09:00:00' })
  await insert('session_activations', { ...seen, session_id: 'secret of a session' })
}

async function plantPosts(insert: Insert) {
  await insert('statuses', { id: posts.adas, account_id: ada, text: 'Notes on the engine' })
  const toAda = { account_id: bob, in_reply_to_account_id: ada, in_reply_to_id: posts.adas }
  await insert('statuses', { ...toAda, id: posts.answer, text: 'I disagree' })
  await insert('statuses', { id: posts.boost, account_id: bob, reblog_of_id: posts.adas })
  await insert(
    'favourites',
    { account_id: bob, status_id: posts.adas },
    { account_id: ada, status_id: posts.answer },
  )
  const direct = { visibility: 3 }
  await insert('statuses', { ...direct, id: letters.adas, account_id: ada, text: 'Dear Bob' })
  await insert('statuses', { ...direct, id: letters.bobs, account_id: bob, text: 'Dear Ada' })
  await insert(
    'mentions',
    { account_id: bob, status_id: letters.adas },
    { account_id: ada, status_id: letters.bobs },
  )
  const told = { account_id: bob, from_account_id: ada, activity_id: posts.adas, activity_type: 'Status' }
  await insert('notifications', told)
}

const rows = async (statement: string) => (await (await database()).query(statement)).rows
const connector: AnyConnector = mastodon
const everything = Object.fromEntries(Object.keys(connector.holdings).map((holding) => [holding, {}]))
const account = (key: string) => ({ match: 'account', key })

let system: Awaited<ReturnType<typeof create>>
let rechtop: Awaited<ReturnType<typeof opened>>
const opened = () => connect<unknown, unknown, Json, Holdings>(connector, system)
beforeEach(async () => {
  system = await create()
  await system.plant('target')
  rechtop = await opened()
})

/** What a plan orders that erases all, or all but some holdings. */
async function planFor(key: string, ...kept: string[]): Promise<ErasureLine<Holdings>[]> {
  const held = Map.groupBy(await rechtop.export(account(key), everything), ({ holding }) => holding)
  return [...held].flatMap(([holding, items]) => {
    const line = { key: holding, holding, action: 'erase' } as const
    if (kept.includes(holding)) return []
    return connector.holdings[holding]?.grain === 'set'
      ? { ...line, select: { all: true, ceiling: items.length } }
      : { ...line, select: { refs: items.map(({ ref }) => ref) } }
  })
}

test('an address and a name lead to the account; somebody of the same name elsewhere is somebody else', async () => {
  for (const identifier of [
    { kind: 'email', value: 'ada@example.nl' },
    { kind: 'accountId', value: 'ada' },
  ] as const) {
    const found = await rechtop.find(identifier)
    expect(found).toMatchObject({ status: 'found', matches: [{ locator: account(ada) }] })
  }
})

test('what is exported is the person’s own, and no secret', async () => {
  const text = JSON.stringify(await rechtop.export(account(ada), everything))
  for (const own of ['Notes on the engine', 'Dear Bob', '203.0.113.9', 'plays chess', 'come-in'])
    expect(text).toContain(own)
  for (const other of ['I disagree', 'Dear Ada', 'owes me a book', 'secret', 'hash of', 'private key'])
    expect(text).not.toContain(other)
})

test('somebody goes with all that is theirs, and the others keep what is theirs', async () => {
  const outcomes = await rechtop.erase(account(ada), ...(await planFor(ada)))
  expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
  const left = JSON.stringify(await system.dump())
  for (const gone of [
    ada,
    'ada@example.nl',
    'Ada L.',
    'Notes on the engine',
    'Dear Bob',
    'come-in',
    'plays chess',
  ])
    expect(left).not.toContain(gone)
  expect(
    await rows('select id, text, in_reply_to_id, in_reply_to_account_id from statuses order by id'),
  ).toEqual([
    { id: BigInt(posts.answer), text: 'I disagree', in_reply_to_id: null, in_reply_to_account_id: null },
    { id: BigInt(letters.bobs), text: 'Dear Ada', in_reply_to_id: null, in_reply_to_account_id: null },
  ])
  // the guest whom she invited, and what Bob has of others
  expect(await rows('select email, invite_id from users')).toEqual([
    { email: 'bob@example.nl', invite_id: null },
  ])
  expect(await rows('select title from lists')).toEqual([{ title: 'math' }])
  expect(await rows('select display_name from accounts order by id')).toEqual([
    { display_name: 'Bob' },
    { display_name: 'Another Ada' },
  ])
})

test('while a report is looked at, it stays, and the name of whom it is about', async () => {
  await system.plant('stranger')
  const kept = ['reportsAbout', 'reportsMade', 'profiles']
  const fields = [
    'displayName',
    'about',
    'links',
    'otherAccounts',
    'address',
    'picture',
    'banner',
    'discoverable',
  ]
  const reduced = {
    key: 'name',
    holding: 'profiles',
    action: 'reduce',
    fields,
    select: { refs: [ada] },
  } as const
  const outcomes = await rechtop.erase(account(ada), ...(await planFor(ada, ...kept)), reduced)
  expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
  expect(await rows('select comment from reports order by id')).toEqual([
    { comment: 'She was rude' },
    { comment: 'He was rude' },
  ])
  const [profile] = await rechtop.export(account(ada), { profiles: {} })
  expect(profile?.data).toMatchObject({ username: 'ada', displayName: null, about: null })
  const [report] = await rechtop.export(account(ada), { reportsAbout: {} })
  expect(report?.data).toMatchObject({ at: expect.stringMatching(/Z$/) })
  const { profiles } = mastodon.holdings
  expect(profiles.purposes).toContainEqual(expect.objectContaining({ keep: { with: 'reportsAbout' } }))
})

test('a plan with only the profile, or only the user, is blocked, and nothing goes', async () => {
  const before = await system.dump()
  for (const holding of ['profiles', 'accounts'] as const) {
    const line = { key: holding, holding, action: 'erase', select: { refs: [ada] } } as const
    const [outcome] = await rechtop.erase(account(ada), line)
    expect(outcome).toMatchObject({ status: 'failed', failure: { code: 'blocked' } })
  }
  expect(await system.dump()).toEqual(before)
})

test('both ends of what ties two people show it, and who blocks or notes is not told', async () => {
  const since = { since: expect.stringMatching(/Z$/) }
  const items = await rechtop.export(account(ada), { followers: {}, blockedBy: {}, notedBy: {} })
  expect(items.map(({ holding, data }) => [holding, data])).toMatchObject([
    ['followers', { ...since, account: bob }],
    ['blockedBy', { ...since, account: null }],
    ['notedBy', { ...since, account: null, note: null }],
  ])
  const [{ ref } = { ref: '' }] = items
  const line = { key: 'follower', holding: 'followers', action: 'erase', select: { refs: [ref] } } as const
  expect(await rechtop.erase(account(ada), line)).toEqual([{ status: 'done', count: 1 }])
  expect(await rows('select account_id from follows')).toEqual([{ account_id: BigInt(ada) }])
})

test('a moderator can leave: the reports that they settled stay', async () => {
  await system.plant('stranger')
  await rows(
    `update reports set account_id = ${far}, target_account_id = ${bob}, assigned_account_id = ${ada}`,
  )
  const outcomes = await rechtop.erase(account(ada), ...(await planFor(ada)))
  expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([])
  expect(await rows('select assigned_account_id from reports where id = 1')).toEqual([
    { assigned_account_id: null },
  ])
})

test('an account is never deleted over a report that came in after the plan', async () => {
  const planned = await planFor(ada)
  await system.plant('stranger')
  const outcomes = await rechtop.erase(account(ada), ...planned)
  const failed = planned.filter((_, at) => outcomes[at]?.status !== 'done').map(({ holding }) => holding)
  expect(failed).toEqual(['profiles'])
  expect(await rows('select id from reports')).toHaveLength(2)
  expect(await rows('select username from accounts where domain is null order by id')).toEqual([
    { username: 'ada' },
    { username: 'bob' },
  ])
})

test('who reported somebody takes back their words; the report itself stays', async () => {
  await system.plant('stranger')
  const line = { key: 'words', holding: 'reportsMade', action: 'erase', select: { refs: ['2'] } } as const
  expect(await rechtop.erase(account(ada), line)).toEqual([{ status: 'done', count: 1 }])
  const [report] = await rows('select comment, target_account_id from reports where id = 2')
  expect(report).toMatchObject({ comment: expect.stringMatching(/^erased-/), target_account_id: BigInt(bob) })
})

test('the check finds one thing to mend in the schema, and nothing in the declaration', async () => {
  const config = connector.config.parse(await system.config())
  const signal = new AbortController().signal
  const client = await connector.open(config)
  const problems = await connector.check({ config, client, signal, now: () => new Date(), log: () => {} })
  expect(problems).toMatchObject([{ failure: null, at: 'users.invite_id' }])
})
