import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem, type SqlSystem } from '@rechtop/connector/testing'
import { mastodon } from './mastodon.ts'
import { day, far, stamped, type Person } from './testing/person.ts'
import { plantPosts } from './testing/plant-posts.ts'
import { plantReactions } from './testing/plant-reactions.ts'
import { plantRelations, plantReports } from './testing/plant-relations.ts'
import { plantUser } from './testing/plant-user.ts'

const people = {
  target: { name: 'tineke', email: 'tineke.jansen@example.nl', id: '110000000000000000' },
  neighbour: { name: 'mar_tineke', email: 'mar.tineke.jansen@example.nl', id: '110000000000100000' },
  stranger: { name: 'willem', email: 'willem@example.com', id: '110000000000200000' },
}

const furnish: SqlSystem['furnish'] = async (write) => {
  const insert = stamped(write)
  await insert('accounts', { id: far.account, username: 'far-away', domain: 'elsewhere.example' })
  await insert('statuses', ...far.posts.map((id) => ({ id, account_id: far.account })))
  await insert('polls', ...far.posts.map((id) => ({ id, account_id: far.account, status_id: id })))
}

const plant: SqlSystem['plant'] = async (role, write, count) => {
  const insert = stamped(write)
  const { name, email, id } = people[role]
  const many = Array.from({ length: count }, (_, index) => index + 1)
  const word: Person['word'] = (what, place) => [name, what, place].join(' ').trim()
  const unread: { text: string; reason: string }[] = []
  const secret: Person['secret'] = (what, place) => {
    const text = word(what, place)
    unread.push({ text, reason: 'A key or a secret; it says nothing of the person.' })
    return text
  }
  const person: Person = { name, id, many, word, secret }
  const account = {
    username: name,
    display_name: word('display name'),
    note: word('about'),
    fields: [{ name: word('link name'), value: word('link value') }],
    url: word('url'),
    avatar_file_name: word('picture'),
    header_file_name: word('banner'),
    also_known_as: [word('other account')],
    discoverable: true,
    suspended_at: day(3),
    created_at: day(1),
  }
  await insert('accounts', {
    ...account,
    id,
    private_key: secret('private key'),
    public_key: secret('public key'),
  })
  const profile = {
    username: name,
    displayName: account.display_name,
    about: account.note,
    links: account.fields,
    address: account.url,
    picture: account.avatar_file_name,
    banner: account.header_file_name,
    otherAccounts: account.also_known_as,
    discoverable: true,
    suspendedAt: day(3),
    createdAt: day(1),
  }
  return {
    identifiers: [
      { kind: 'email', value: email },
      { kind: 'accountId', value: name },
    ],
    unread,
    records: {
      profiles: [profile],
      ...(await plantUser(insert, person, email)),
      ...(await plantPosts(insert, person)),
      ...(await plantReactions(insert, person)),
      ...(await plantRelations(insert, person)),
      // nobody may vanish from a report, so that the person in one is somebody whom the kit does not erase
      ...(role === 'stranger' && (await plantReports(insert, person))),
    },
  }
}

const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
const reason =
  'Corrected to a row that is not there, a reference is refused as "blocked"; the kit wants "permanent".'
describeConnector({
  connector: { ...mastodon, skips: [{ property: 'O1', reason, until: '2027-03-01' }] },
  system: pgliteSystem({ schema, plant, furnish }).create,
})
