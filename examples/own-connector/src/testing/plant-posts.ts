import type { Insert } from '@rechtop/connector/testing'
import { day, far, numbered, type Person } from './person.ts'

export async function plantPosts(insert: Insert, { id, many, word }: Person) {
  const posts = [...many, ...many].map((place, index) => ({
    id: numbered(id, index),
    account_id: id,
    text: word('text', index),
    spoiler_text: word('warning', index),
    visibility: index < many.length ? 0 : 3,
    language: word('language', index),
    url: word('post url', index),
    uri: word('uri', index),
    edited_at: day(20),
    created_at: day(place),
    in_reply_to_id: far.posts[0] ?? '',
    reblog_of_id: far.posts[1] ?? '',
  }))
  await insert('statuses', ...posts)
  // what hangs on a post keeps it from being deleted before that
  const newest = numbered(id, many.length - 1)
  const post = (row: (typeof posts)[number]) => ({
    at: row.created_at,
    text: row.text,
    warning: row.spoiler_text,
    language: row.language,
    address: row.url,
    identifier: row.uri,
    editedAt: day(20),
    replyTo: row.in_reply_to_id,
    boostOf: row.reblog_of_id,
    visibility: row.visibility === 0 ? 'public' : 'direct',
  })
  const edits = many.map((place) => ({
    status_id: newest,
    account_id: id,
    text: word('old text', place),
    spoiler_text: word('old warning', place),
    media_descriptions: [word('old picture', place)],
    poll_options: [word('old option', place)],
    created_at: day(place),
  }))
  await insert('status_edits', ...edits)
  const polls = many.map((place) => ({
    account_id: id,
    status_id: newest,
    options: [word('option', place)],
    created_at: day(place),
  }))
  await insert('polls', ...polls)
  const media = many.map((place) => ({
    account_id: id,
    status_id: newest,
    description: word('description', place),
    created_at: day(place),

    file_file_name: word('file', place),
    file_content_type: 'image/webp',
    file_meta: { blur: word('blur', place) },
  }))
  await insert('media_attachments', ...media)
  return {
    posts: posts.slice(0, many.length).map(post),
    directMessages: posts.slice(many.length).map(post),
    earlierVersions: edits.map((row) => ({
      at: row.created_at,
      text: row.text,
      warning: row.spoiler_text,
      pictures: row.media_descriptions,
      options: row.poll_options,
    })),
    polls: polls.map((row) => ({ at: row.created_at, options: row.options })),
    media: media.map((row) => ({
      at: row.created_at,
      description: row.description,
      fileName: row.file_file_name,
      contentType: row.file_content_type,
      details: row.file_meta,
    })),
  }
}
