import { textOf } from './comment-html.ts'
import type { FakeState } from './state.ts'
import { elapsed, type World } from './world.ts'

/** The searches look into an index that learns of a change some time after it. */
export function settleIndex({ state, delays, now }: World): void {
  const due = state.unindexed.filter(({ since }) => elapsed(since, now()) >= delays.index)
  if (due.length === 0) return
  const waiting = state.unindexed.filter((entry) => !due.includes(entry))
  state.unindexed.splice(0, Infinity, ...waiting)
  for (const { kind, id } of due) {
    const text = kind === 'user' ? textOfUser(state, id) : textOfTicket(state, id)
    if (text === null) delete state.index[`${kind} ${id}`]
    else state.index[`${kind} ${id}`] = text.toLowerCase()
  }
}

export const indexed = ({ state }: World, kind: 'user' | 'ticket', id: number): string =>
  state.index[`${kind} ${id}`] ?? ''

function textOfUser({ users, identities }: FakeState, id: number): string | null {
  const user = users.find((one) => one.id === id)
  if (user === undefined || !user.active) return null
  const values = identities.filter(({ user_id }) => user_id === id).map(({ value }) => value)
  const { name, email, phone, notes, details, external_id } = user
  return [name, email, phone, notes, details, external_id, ...values].filter(Boolean).join('\n')
}

function textOfTicket({ tickets }: FakeState, id: number): string | null {
  const ticket = tickets.find((one) => one.id === id)
  if (ticket === undefined || ticket.stage !== 'live') return null
  const { subject, tags, comments, custom_fields } = ticket
  const said = comments.flatMap(({ author_id, html_body }) => [`commenter:${author_id}`, textOf(html_body)])
  return [subject, ...tags, ...custom_fields.map(({ value }) => value ?? ''), ...said].join('\n')
}
