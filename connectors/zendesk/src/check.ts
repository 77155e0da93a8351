import { misconfigured, unauthorized, type Failure } from '@rechtop/connector'
import { IdentityPage, Me } from './answers.ts'
import { createApi, type ZendeskContext } from './api.ts'

/** What the account or the token lacks, or null. Wrong credentials get a 200 here, with an anonymous user. */
export async function missingFor(context: ZendeskContext): Promise<Failure | null> {
  const { client, signal, now } = context
  const { status, body } = await client.request('GET', '/api/v2/users/me', { signal, now })
  if (status === 404) return misconfigured('subdomain')
  const me = Me.safeParse(body).data?.user
  if (!me?.id) return unauthorized()
  if (me.role !== 'admin') return unauthorized('the role admin, which permanent deletion asks for')
  // tokens of a narrow scope may not read these
  await createApi(context).read(`/api/v2/users/${me.id}/identities`, IdentityPage, { 'page[size]': 1 })
  return null
}
