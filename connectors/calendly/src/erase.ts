import {
  blocked,
  failureOf,
  FailureError,
  inErasureOrder,
  permanent,
  type ErasureLine,
  type ErasureOrder,
  type Outcome,
} from '@rechtop/connector'
import { z } from 'zod'
import { OneContact } from './answers.ts'
import { isSame, meetingsOf, readIfThere, type CalendlyContext } from './api.ts'
import { calendlyHoldings, type CalendlyHoldings } from './holdings.ts'

const day = 86_400_000
/** Calendly takes at most seven days (reference of the end point). Until then it is looked at once a day. */
const longest = 7 * day
const Token = z.object({ requestedAt: z.iso.datetime(), count: z.int() })

export async function eraseOrder(
  { locator: { email }, lines }: ErasureOrder<CalendlyHoldings, { email: string }>,
  organization: string,
  context: CalendlyContext,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let isBlocked = false
  for (const holding of inErasureOrder(calendlyHoldings)) {
    for (const [index, line] of lines.entries()) {
      if (line.holding !== holding) continue
      const outcome: Outcome =
        isBlocked && holding === 'meetings'
          ? { status: 'failed', failure: blocked('contacts'), done: 0 }
          : await eraseLine(line, email, organization, context)
      outcomes[index] = outcome
      if (holding === 'contacts' && outcome.status !== 'done') isBlocked = true
    }
  }
  return outcomes
}

async function eraseLine(
  line: ErasureLine<CalendlyHoldings>,
  email: string,
  organization: string,
  context: CalendlyContext,
): Promise<Outcome> {
  if (line.action === 'reduce')
    return { status: 'unsupported', why: 'Calendly deletes contacts and invitees as a whole.' }
  try {
    if (line.holding === 'contacts') return await eraseContacts(line.select.refs, email, context)
    if (line.select.before !== undefined)
      return { status: 'unsupported', why: 'Calendly deletes all that somebody booked, whenever it was.' }
    return await eraseMeetings(
      line.select.ceiling,
      Token.safeParse(line.token).data,
      email,
      organization,
      context,
    )
  } catch (error) {
    context.signal.throwIfAborted()
    return { status: 'failed', failure: failureOf(error), done: 0 }
  }
}

/** One by one, after a look at whose they are: a line with a strange reference is not begun. */
async function eraseContacts(
  refs: readonly string[],
  email: string,
  context: CalendlyContext,
): Promise<Outcome> {
  const strange = refs.filter((ref) => !/^[\w-]+$/.test(ref))
  const theirs: string[] = []
  for (const ref of refs.filter((ref) => !strange.includes(ref))) {
    const emails = (await readIfThere(context, `/contacts/${ref}`, OneContact))?.resource.emails ?? []
    if (emails.some((one) => isSame(one.email, email))) theirs.push(ref)
    // an earlier deletion of the person leaves random addresses, which are nobody's
    else if (emails.some((one) => !one.email.endsWith('@deleted.calendly.com'))) strange.push(ref)
  }
  if (strange.length > 0) return { status: 'stale', refs: strange }
  for (const ref of theirs) {
    const { client, ...call } = context
    const { status } = await client.request('DELETE', `/contacts/${ref}`, { ...call, repeatable: true })
    if (status >= 300 && status !== 404)
      throw new FailureError(permanent('Calendly refused to delete a contact'))
  }
  return { status: 'done', count: theirs.length }
}

/**
 * All meetings by e-mail address, and never by period, which would delete everybody's. Done when a search by the
 * address finds none: Calendly does not tell how a deletion fares, and asking twice for one does no harm.
 */
async function eraseMeetings(
  ceiling: number,
  asked: z.infer<typeof Token> | undefined,
  email: string,
  organization: string,
  context: CalendlyContext,
): Promise<Outcome> {
  const { client, ...call } = context
  const left = (await Array.fromAsync(meetingsOf(email, organization, context))).length
  if (left === 0) return { status: 'done', count: asked?.count ?? 0 }
  const now = context.now().getTime()
  const checkAfter = new Date(now + day)
  if (asked !== undefined && now < Date.parse(asked.requestedAt) + longest)
    return { status: 'pending', checkAfter, token: asked }
  if (asked !== undefined) {
    const failure = permanent(
      'seven days after it took the deletion, Calendly still shows meetings: look in the Admin center, under Security, Data deletion, whether it was cancelled',
    )
    return { status: 'failed', failure, done: 0 }
  }
  if (left > ceiling) return { status: 'stale', refs: [] }
  const body = { emails: [email] }
  const { status } = await client.request('POST', '/data_compliance/deletion/invitees', { ...call, body })
  if (status !== 202) throw new FailureError(permanent('Calendly refused to delete an invitee'))
  return { status: 'pending', checkAfter, token: { requestedAt: context.now().toISOString(), count: left } }
}
