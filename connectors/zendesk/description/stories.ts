import { client, openScene, type Exchange, type Scene } from './scene.ts'

/** How the fake is brought to answer each endpoint, in each of the states that change its answers. */
type Story = (scene: Scene) => Promise<void>

const page = 'page[size]=100'
const hundred = 'page=1&per_page=100'

async function lookUp({ ask, user, nameless }: Scene): Promise<void> {
  await ask('GET', '/api/v2/users/me')
  await ask('GET', '/api/v2/oauth/tokens/current')
  await ask('GET', '/api/v2/account/settings')
  const grant = { grant_type: 'client_credentials', scope: 'read write' }
  await ask('POST', '/oauth/tokens', { ...grant, client_id: client.id, client_secret: client.secret })
  await ask('GET', `/api/v2/users/search?query="ada@example.org"&${hundred}`)
  await ask('GET', '/api/v2/users/search?query=a&page=1&per_page=1')
  await ask('GET', '/api/v2/users/show_many?external_ids=A-1')
  for (const id of [user, nameless]) {
    await ask('GET', `/api/v2/users/${id}`)
    await ask('GET', `/api/v2/users/${id}/identities?${page}`)
    await ask('GET', `/api/v2/users/${id}/related`)
    await ask('GET', `/api/v2/users/${id}/organization_memberships?${page}`)
  }
}

/** Milliseconds: the exports leave out the last minute. */
const aMinute = 61_000

async function readAll({ ask, user, tickets, state, wait }: Scene): Promise<void> {
  wait(aMinute)
  await ask('GET', '/api/v2/incremental/users/cursor?start_time=0&per_page=1000')
  await ask('GET', `/api/v2/organizations/show_many?ids=${state.organizations.map(({ id }) => id).join()}`)
  for (const list of ['requested', 'ccd', 'followed', 'assigned']) {
    await ask('GET', `/api/v2/users/${user}/tickets/${list}?${page}`)
    await ask('GET', `/api/v2/users/${user}/tickets/${list}?page[size]=1`)
  }
  for (const query of ['"ada@example.org"', `commenter:${user}`, 'found nowhere']) {
    await ask('GET', `/api/v2/search/export?query=${query}&filter[type]=ticket&${page}`)
  }
  await ask('GET', `/api/v2/tickets/show_many?ids=${tickets.join()}`)
  for (const ticket of tickets) {
    await ask('GET', `/api/v2/tickets/${ticket}/comments?include=users&include_inline_images=true&${page}`)
    await ask('GET', `/api/v2/tickets/${ticket}/side_conversations?${hundred}`)
  }
  for (const { id, ticket_id } of state.sideConversations) {
    await ask('GET', `/api/v2/tickets/${ticket_id}/side_conversations/${id}/events?${hundred}`)
  }
}

async function heldBackAndChats({ ask, state }: Scene): Promise<void> {
  await ask('GET', `/api/v2/suspended_tickets?${page}`)
  for (const id of state.suspendedTickets.map(({ id }) => id)) {
    await ask('GET', `/api/v2/suspended_tickets/${id}`)
    await ask('DELETE', `/api/v2/suspended_tickets/${id}`)
  }
  await ask('GET', `/api/v2/suspended_tickets?${page}`)
  await ask('GET', '/api/v2/chat/search?q=visitor_email:"ada@example.org"&page=1')
  for (const id of state.chats.map(({ id }) => id)) {
    await ask('GET', `/api/v2/chat/chats/${id}`)
    await ask('DELETE', `/api/v2/chat/chats/${id}`)
  }
}

async function correct({ ask, user, state }: Scene): Promise<void> {
  const [first, second] = state.identities
    .filter(({ user_id }) => String(user_id) === user)
    .map(({ id }) => id)
  await ask('PUT', `/api/v2/users/${user}`, { user: { name: 'Ada Changed', notes: '', phone: '', tags: [] } })
  await ask('PUT', `/api/v2/users/${user}`, { user: { suspended: true } })
  const identity = { type: 'email', value: 'new@example.org', verified: true, skip_verify_email: true }
  await ask('POST', `/api/v2/users/${user}/identities`, { identity })
  await ask('PUT', `/api/v2/users/${user}/identities/${second}/make_primary`, {})
  await ask('DELETE', `/api/v2/users/${user}/identities/${first}`)
  await ask('GET', `/api/v2/users/${user}`)
}

async function redact({ ask, tickets: [ticket], state }: Scene): Promise<void> {
  const [first, second] = state.tickets.find(({ id }) => String(id) === ticket)?.comments ?? []
  const path = `/api/v2/tickets/${ticket}`
  const all = { ticket_id: Number(ticket), external_attachment_urls: [] }
  await ask('PUT', `/api/v2/comment_redactions/${first?.id}`, all)
  await ask('PUT', `${path}/comments/${second?.id}/redact`, { text: 'us' })
  await ask('PUT', `${path}/comments/${first?.id}/attachments/${first?.attachments[0]?.id}/redact`, {})
  await ask('PUT', path, { ticket: { subject: '▇', assignee_id: null, status: 'closed' } })
  await ask('GET', `${path}/comments?include=users&include_inline_images=true&${page}`)
  await ask('GET', `/api/v2/tickets/show_many?ids=${ticket}`)
  await ask('GET', `/api/v2/tickets/${ticket}`)
}

/** Jobs of several rows, of one, and with a row that fails; each queued, at work, and completed. */
async function forget({ ask, wait, user, tickets, state }: Scene): Promise<void> {
  const [first, second, stays] = tickets
  const follow = async (): Promise<void> => {
    for (let look = 0; look < 3; look++) {
      for (const { id } of state.jobs) await ask('GET', `/api/v2/job_statuses/${id}`)
      wait(200)
    }
  }
  await ask('DELETE', `/api/v2/tickets/destroy_many?ids=${first},${second}`)
  await ask('DELETE', `/api/v2/tickets/destroy_many?ids=${stays}`)
  await follow()
  await ask('GET', `/api/v2/deleted_tickets?sort_by=deleted_at&sort_order=desc&${hundred}`)
  await ask('DELETE', `/api/v2/deleted_tickets/destroy_many?ids=${first}`)
  await follow()
  wait(aMinute)
  await ask('GET', '/api/v2/incremental/tickets/cursor?start_time=0&per_page=1000')
  await ask('PUT', `/api/v2/tickets/${stays}`, { ticket: { status: 'closed' } })
  await ask('DELETE', `/api/v2/users/${user}`)
  await ask('GET', `/api/v2/users/${user}`)
  await ask('DELETE', `/api/v2/deleted_users/${user}`)
  for (let look = 0; look < 3; look++) {
    await ask('GET', `/api/v2/users/${user}/compliance_deletion_statuses?${page}`)
    wait(1000)
  }
  await ask('GET', `/api/v2/users/${user}`)
  await ask('GET', `/api/v2/users/${user}/tickets/requested?${page}`)
  wait(aMinute)
  await ask('GET', '/api/v2/incremental/users/cursor?start_time=0&per_page=1000')
}

const stories: readonly Story[] = [lookUp, readAll, heldBackAndChats, correct, redact, forget]

/** Everything that the fake answers in them. Each story has an account of its own. */
export async function tellStories(): Promise<Exchange[]> {
  const all: Exchange[] = []
  for (const story of stories) {
    const scene = openScene()
    await story(scene)
    all.push(...scene.exchanges)
  }
  return all
}
