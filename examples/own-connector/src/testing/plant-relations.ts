import type { Insert } from '@rechtop/connector/testing'
import { day, far, numbered, type Person } from './person.ts'

export async function plantRelations(insert: Insert, { id, many, word }: Person) {
  const to = { account_id: id, target_account_id: far.account, created_at: day(2) }
  const from = { account_id: far.account, target_account_id: id, created_at: day(3) }
  await insert('follows', { ...to, languages: [word('followed language')] }, from)
  await insert('blocks', to, from)
  await insert('mutes', { ...to, expires_at: day(9) }, from)
  await insert('account_notes', { ...to, comment: word('note') }, { ...from, comment: 'a note of another' })
  const lists = many.map((place) => ({
    id: numbered(id, place),
    account_id: id,
    title: word('list', place),
    created_at: day(place),
  }))
  await insert('lists', ...lists)
  const members = lists.map((list) => ({ list_id: list.id, account_id: far.account }))
  await insert('list_accounts', ...members)
  const shown = { since: day(2), account: far.account }
  return {
    following: [{ ...shown, languages: [word('followed language')] }],
    followers: [{ since: day(3), account: far.account }],
    blocks: [shown],
    blockedBy: [{ since: day(3) }],
    mutes: [{ ...shown, until: day(9) }],
    mutedBy: [{ since: day(3) }],
    notes: [{ ...shown, note: word('note') }],
    notedBy: [{ since: day(3) }],
    lists: lists.map((row) => ({ title: row.title, createdAt: row.created_at })),
    listMembers: members.map((row) => ({ account: row.account_id })),
  }
}

export async function plantReports(insert: Insert, { id, word }: Person) {
  const made = {
    account_id: id,
    target_account_id: far.account,
    comment: word('complaint'),
    status_ids: far.posts,
  }
  const about = { account_id: far.account, target_account_id: id, action_taken_at: day(8) }
  await insert('reports', { ...made, created_at: day(7) })
  await insert('reports', { ...about, created_at: day(7) })
  return {
    reportsMade: [{ at: day(7).replace('Z', '+00:00'), comment: made.comment }],
    reportsAbout: [{ at: day(7), settledAt: day(8) }],
  }
}
