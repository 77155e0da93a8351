import type { ConformanceSystem, Planted, Role } from '@rechtop/connector/testing'
import type { Seed, Seeded, SeedUser } from '../fake/index.ts'

/** For the tests: the people of the conformance kit, as this Zendesk holds them. */
export const CREATED = '2026-01-02T03:04:05.000Z'
export const ADDRESS: Readonly<Record<Role, string>> = {
  target: 'vera.smit@example.org',
  neighbour: 'dvera.smit@example.org',
  stranger: 'kees@elsewhere.test',
}
const PHONE = { target: '0612340001', neighbour: '0612340002', stranger: '0612340003' } as const
const HOST = {
  target: 'host.a@firm.test',
  neighbour: 'host.b@firm.test',
  stranger: 'host.c@firm.test',
} as const
const ipOf = (nth: number): string => `203.0.113.${7 + (nth % 200)}`
const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth)

/** With `count` tickets, as many of somebody else in which they have a part, held back mails and chats. */
export function seedOf(role: Role, count: number): Seed {
  const email = ADDRESS[role]
  const user: SeedUser = {
    name: `${role} Name`,
    email,
    extraEmails: [`work.${email}`],
    externalId: `MC-${role}`,
    phone: PHONE[role],
    organizations: [`${role} and sons`],
    notes: `${role} noted`,
    details: `${role} detailed`,
    tags: [`${role}-label`],
    userFields: { [`${role}_field`]: `${role} value` },
    createdAt: CREATED,
    lastLoginAt: CREATED,
    tickets: numbers(count).map((nth) => ({
      subject: `${role} asks ${nth}`,
      status: nth % 2 === 0 ? 'open' : 'closed',
      ...(nth % 3 === 1 && { archived: true }),
      tags: [`${role}-${nth}`],
      customFields: [{ id: 360, value: `${role} order ${nth}` }],
      rating: { score: 'good', comment: `${role} content ${nth}` },
      createdAt: CREATED,
      comments: [
        {
          body: `${role} says ${nth}`,
          ip: ipOf(nth),
          attachments: [
            { fileName: `${role}-${nth}.pdf`, contentType: 'application/pdf', text: `${role} writes ${nth}` },
          ],
        },
        { body: `about ${role} ${nth}`, byAgent: true, public: false },
      ],
      sideConversations: [
        {
          subject: `${role} beside ${nth}`,
          with: ['supplier@firm.test'],
          messages: [{ body: `${role} late ${nth}` }],
        },
      ],
    })),
  }
  const host: SeedUser = {
    name: 'Somebody Else',
    email: HOST[role],
    createdAt: CREATED,
    tickets: numbers(count).map((nth) => ({
      subject: `A question ${nth}`,
      status: nth % 2 === 0 ? 'pending' : 'closed',
      createdAt: CREATED,
      ccs: nth % 2 === 0 ? [email] : [],
      comments: [
        { body: `About order ${nth}, please.` },
        {
          by: email,
          body: `${role} adds ${nth}`,
          ip: ipOf(nth),
          attachments: [
            {
              fileName: `${role}-also-${nth}.txt`,
              contentType: 'text/plain',
              text: `${role} also writes ${nth}`,
            },
          ],
        },
      ],
    })),
  }
  return {
    users: [user, host],
    suspendedTickets: numbers(count).map((nth) => ({
      from: { name: `${role} Sender`, email: `work.${email}` },
      subject: `${role} held back ${nth}`,
      content: `${role} wanted ${nth}`,
      createdAt: CREATED,
    })),
    chats: numbers(count).map((nth) => ({
      visitor: {
        name: `${role} Visitor`,
        email: `work.${email}`,
        phone: PHONE[role],
        notes: `${role} chatted ${nth}`,
      },
      ip: ipOf(nth),
      city: `${role}stad`,
      messages: [
        { text: `${role} types ${nth}` },
        ...(nth % 3 === 2 ? [] : [{ text: `answering ${role} ${nth}`, byAgent: true } as const]),
      ],
      createdAt: CREATED,
      ...(nth % 3 === 2 && { offline: true }),
    })),
  }
}

type Records = Planted['records']

/** What an export of them must give, by the same order. */
export function recordsOf(role: Role, count: number, seeded: Seeded, files: Attached): Records {
  const email = ADDRESS[role]
  const [own, host] = seeded
  const attachmentOf = (fileName: string, contentType: string): Records[string][number] => {
    const { id = 0, size = 0 } = files.find(({ file_name }) => file_name === fileName) ?? {}
    return { id: String(id), fileName, contentType, bytes: size }
  }
  return {
    users: [
      {
        name: `${role} Name`,
        email,
        phone: PHONE[role],
        externalId: `MC-${role}`,
        notes: `${role} noted`,
        details: `${role} detailed`,
        tags: [`${role}-label`],
        timeZone: 'Amsterdam',
        locale: 'nl',
        customFields: [{ key: `${role}_field`, value: `${role} value` }],
        otherAddresses: [{ kind: 'email', value: `work.${email}`, verified: true }],
        organisations: [`${role} and sons`],
        createdAt: CREATED,
        lastLoginAt: CREATED,
      },
    ],
    tickets: numbers(count).map((nth) => ({
      number: own?.tickets[nth] ?? '',
      subject: `${role} asks ${nth}`,
      status: nth % 2 === 0 ? 'open' : 'closed',
      tags: [`${role}-${nth}`],
      customFields: [{ key: '360', value: `${role} order ${nth}` }],
      rating: { score: 'good', comment: `${role} content ${nth}` },
      createdAt: CREATED,
      updatedAt: CREATED,
      comments: [
        {
          at: CREATED,
          author: 'requester',
          public: true,
          body: `${role} says ${nth}`,
          ipAddress: ipOf(nth),
          attachments: [attachmentOf(`${role}-${nth}.pdf`, 'application/pdf')],
        },
        {
          at: CREATED,
          author: 'support',
          public: false,
          body: `about ${role} ${nth}`,
          ipAddress: null,
          attachments: [],
        },
      ],
      sideConversations: [
        {
          at: CREATED,
          subject: `${role} beside ${nth}`,
          messages: [{ at: CREATED, author: 'support', body: `${role} late ${nth}` }],
        },
      ],
    })),
    sharedTickets: numbers(count).map((nth) => ({
      number: host?.tickets[nth] ?? '',
      part: nth % 2 === 0 ? ['in copy', 'wrote'] : ['wrote'],
      comments: [
        {
          at: CREATED,
          author: 'requester',
          public: true,
          body: `${role} adds ${nth}`,
          ipAddress: ipOf(nth),
          attachments: [attachmentOf(`${role}-also-${nth}.txt`, 'text/plain')],
        },
      ],
      mentions: [],
    })),
    suspendedTickets: numbers(count).map((nth) => ({
      name: `${role} Sender`,
      email: `work.${email}`,
      subject: `${role} held back ${nth}`,
      content: `${role} wanted ${nth}`,
      recipient: 'support@kit.zendesk.com',
      cause: 'Detected as spam',
      createdAt: CREATED,
    })),
    chats: numbers(count).map((nth) => ({
      at: CREATED,
      name: `${role} Visitor`,
      email: `work.${email}`,
      phone: PHONE[role],
      notes: `${role} chatted ${nth}`,
      ipAddress: ipOf(nth),
      place: `${role}stad, NL`,
      messages: [
        { at: CREATED, author: 'visitor', text: `${role} types ${nth}` },
        ...(nth % 3 === 2 ? [] : [{ at: CREATED, author: 'support', text: `answering ${role} ${nth}` }]),
      ],
    })),
  }
}

type Attached = readonly { readonly id: number; readonly file_name: string; readonly size: number }[]

export function filesOf(role: Role, count: number): Planted['files'] {
  return numbers(count).flatMap((nth) => [
    { holding: 'tickets', fileName: `${role}-${nth}.pdf`, text: `${role} writes ${nth}` },
    { holding: 'sharedTickets', fileName: `${role}-also-${nth}.txt`, text: `${role} also writes ${nth}` },
  ])
}

/** The person in whose tickets they have a part. */
export const otherOf = (role: Role): string => HOST[role]

/**
 * What stays of the target, as the holdings say: side conversations of deleted tickets, and from where they wrote. And
 * the other person, who was planted with them.
 */
export const residue: NonNullable<ConformanceSystem['residue']> = numbers(201).flatMap((nth) => [
  `target beside ${nth}`,
  `target late ${nth}`,
  ipOf(nth),
  HOST.target,
])
