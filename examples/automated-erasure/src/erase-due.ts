/** Where to ask, and for whom. */
export type Errand = {
  /** Of the GraphQL API: `https://rechtop.example/graphql`. */
  readonly url: string
  /** A bearer token that may `subject:erase`, and needs no more. */
  readonly token: string
  readonly criterion: string
  /** Today, as ISO 8601 writes it: on one day, everybody is asked for once. */
  readonly day: string
  /** How many people one mutation asks for, 1,000 at most. */
  readonly pageSize: number
  /** Gets lines with counts and ids, never with a person. */
  readonly say: (line: string) => void
}

/** The API said no, or not yet: its codes and sentences, which name nobody. */
export class Refused extends Error {}

type Problem = { readonly code: string; readonly message: string }
type Payload = {
  readonly batch: { readonly id: string; readonly total: number } | null
  readonly errors: readonly Problem[]
}

const mutation = `mutation ($input: SubjectEraseInput!) {
  subjectErase(input: $input) { batch { id total } errors { code message } }
}`
const patience = 120_000

/**
 * Asks page by page that all be erased whom a criterion names. It can be killed at any point and run again: the key of a
 * page is the same all day, and the same key is the same batch.
 * @returns how many requests there are, and whether some people could not be asked for
 */
export async function eraseDue(
  errand: Errand,
): Promise<{ readonly requests: number; readonly whole: boolean }> {
  const { criterion, day, pageSize, say } = errand
  let requests = 0
  let whole = true
  for (let page = 1; ; page += 1) {
    const idempotencyKey = [criterion, day, pageSize, page].join(' ')
    const { batch, errors } = await ask(errand, { criterion, first: pageSize, idempotencyKey })
    if (batch === null) throw new Refused(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'))
    for (const { code, message } of errors) say(`${criterion}: ${code}: ${message}`)
    if (errors.length > 0) whole = false
    say(`${criterion}: page ${page}, ${batch.total} requests, batch ${batch.id}`)
    requests += batch.total
    if (batch.total < pageSize) return { requests, whole }
  }
}

async function ask({ url, token }: Errand, input: object): Promise<Payload> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation, variables: { input } }),
    signal: AbortSignal.timeout(patience),
  })
  const answer: { data?: { subjectErase: Payload } | null; errors?: Problem[] } = await response
    .json()
    .catch(() => ({}))
  const payload = answer.data?.subjectErase
  if (payload !== undefined) return payload
  const [first] = answer.errors ?? []
  throw new Refused(first?.message ?? `The server answered ${response.status}.`)
}
