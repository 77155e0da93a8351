import type { Insert } from '@rechtop/connector/testing'
import { day, far, numbered, type Person } from './person.ts'

export async function plantReactions(insert: Insert, { id, many, word }: Person) {
  const reactions = far.posts.map((post, index) => ({
    account_id: id,
    status_id: post,
    created_at: day(index + 1),
  }))
  for (const table of ['favourites', 'bookmarks', 'mentions']) await insert(table, ...reactions)
  const votes = reactions.map(({ status_id: poll_id, ...row }) => ({ ...row, poll_id, choice: 1 }))
  await insert('poll_votes', ...votes)
  const notifications = many.map((place) => ({
    account_id: id,
    from_account_id: far.account,
    activity_id: numbered(id, place),
    activity_type: 'Follow',
    type: word('kind', place),
    created_at: day(place),
  }))
  await insert('notifications', ...notifications)
  const caused = notifications.map((row) => ({ ...row, account_id: far.account, from_account_id: id }))
  await insert('notifications', ...caused)
  const talks = many.map((place) => ({
    account_id: id,
    conversation_id: place,
    participant_account_ids: [far.account],
    status_ids: [numbered(id, place), far.posts[0] ?? ''],
  }))
  await insert('account_conversations', ...talks)
  const reaction = reactions.map((row) => ({ at: row.created_at, about: row.status_id }))
  return {
    favourites: reaction,
    bookmarks: reaction,
    mentions: reaction,
    votes: reaction.map((row) => ({ ...row, choice: '1' })),
    notifications: notifications.map((row) => ({
      at: row.created_at,
      about: row.activity_id,
      choice: row.type,
      by: far.account,
    })),
    notificationsCaused: caused.map((row) => ({
      at: row.created_at,
      about: row.activity_id,
      choice: row.type,
    })),
    conversations: talks.map((row) => ({ participants: row.participant_account_ids, posts: row.status_ids })),
  }
}
