import { defineRecordType, field, text } from '@rechtop/schema'
import { z } from 'zod'

const when = (description: string) => field('account', text('date-time'), description)
const word = (description: string) => field('account', text(), description)
const said = (description: string) => field('communication', text(), description)
const list = (description: string) => field('communication', z.array(z.string()), description)

export const SocialProfile = defineRecordType({
  name: 'SocialProfile',
  category: 'account',
  description: 'How a person shows themselves on a social network.',
  fields: {
    username: word('The name that the network gave out once.'),
    displayName: field('name', text(), 'The name that is shown.'),
    about: said('What they write about themselves.'),
    links: field('website', z.unknown(), 'Names and values of their own, often addresses of web pages.'),
    otherAccounts: list('Accounts elsewhere that they say are theirs too.'),
    address: field('website', text(), 'Where the profile is.'),
    server: word('The server of the account, empty for our own.'),
    picture: word('File name of the picture.'),
    banner: word('File name of the banner.'),
    discoverable: field('preference', z.boolean(), 'Whether others may be told of it.'),
    createdAt: when('When it was made.'),
    suspendedAt: when('When moderators suspended it.'),
  },
})

export const SiteSettings = defineRecordType({
  name: 'SiteSettings',
  category: 'preference',
  description: 'How somebody has set up a site.',
  fields: {
    language: field('preference', text(), 'Language of the site.'),
    timeZone: field('preference', text(), 'Time zone.'),
    languages: field('preference', z.array(z.string()), 'Languages of the posts that are shown.'),
    settings: field('preference', text(), 'Everything else that was set, as the site writes it.'),
    columns: field('preference', z.unknown(), 'How the pages are arranged.'),
  },
})

export const Session = defineRecordType({
  name: 'Session',
  category: 'device',
  description: 'A browser or app that is signed in.',
  fields: {
    startedAt: when('When it signed in.'),
    lastSeenAt: when('When it was last seen.'),
    ipAddress: field('ipAddress', text('ip'), 'From which IP address.'),
    userAgent: field('device', text(), 'Browser and device as the browser named them.'),
    scopes: word('What it may do.'),
    endedAt: when('When its permission was taken back.'),
  },
})

export const ReadingPosition = defineRecordType({
  name: 'ReadingPosition',
  category: 'browsing',
  description: 'How far somebody has read.',
  fields: {
    timeline: field('browsing', text(), 'Which list of posts.'),
    lastRead: field('browsing', text(), 'The last post that was read.'),
    at: field('browsing', text('date-time'), 'When.'),
  },
})

export const Invitation = defineRecordType({
  name: 'Invitation',
  category: 'account',
  description: 'An invitation that somebody made for others.',
  fields: {
    code: word('The code in its address.'),
    comment: said('What they noted with it.'),
    createdAt: when('When it was made.'),
    expiresAt: when('Until when it can be used.'),
  },
})

export const SocialPost = defineRecordType({
  name: 'SocialPost',
  category: 'communication',
  description: 'A post on a social network, or an earlier version of it.',
  fields: {
    at: when('When it was posted.'),
    text: said('The text.'),
    warning: said('The warning in front of it.'),
    visibility: word('public, unlisted, followers or direct.'),
    language: word('Its language.'),
    address: field('website', text(), 'Where it is.'),
    identifier: field('website', text(), 'Its identifier between servers.'),
    replyTo: word('The post that it answers.'),
    boostOf: word('The post that it passes on.'),
    editedAt: when('When it was last changed.'),
    pictures: list('Descriptions of its pictures.'),
    options: list('What could be voted for.'),
  },
})

export const MediaFile = defineRecordType({
  name: 'MediaFile',
  category: 'communication',
  description: 'A picture, film or sound that was uploaded.',
  fields: {
    at: when('When.'),
    description: said('What is on it, for those who cannot see it.'),
    fileName: word('Name of the file.'),
    contentType: word('Kind of file.'),
    details: field('communication', z.unknown(), 'Sizes, colours, and where its middle is.'),
  },
})

export const SocialReaction = defineRecordType({
  name: 'SocialReaction',
  category: 'communication',
  description: 'A favourite, a bookmark, a vote, a mention or a notification: something about one post.',
  fields: {
    at: when('When.'),
    about: word('Which post or poll.'),
    choice: word('What was chosen, or what happened.'),
    by: word('The account that caused it.'),
  },
})

export const SocialRelation = defineRecordType({
  name: 'SocialRelation',
  category: 'account',
  description: 'What somebody has chosen or noted about another account.',
  fields: {
    since: when('Since when.'),
    account: word('The other account.'),
    note: said('What was noted about it.'),
    languages: list('In which languages its posts are shown.'),
    until: when('Until when.'),
  },
})

export const Conversation = defineRecordType({
  name: 'Conversation',
  category: 'communication',
  description: 'A private conversation as one of those in it sees it.',
  fields: {
    participants: list('The other accounts.'),
    posts: list('The posts in it.'),
  },
})

export const NamedList = defineRecordType({
  name: 'NamedList',
  category: 'account',
  description: 'A list of accounts that somebody keeps.',
  fields: { title: said('Its title.'), createdAt: when('When it was made.') },
})

export const AbuseReport = defineRecordType({
  name: 'AbuseReport',
  category: 'communication',
  description: 'A report of somebody’s behaviour to the moderators.',
  fields: {
    at: when('When.'),
    comment: said('What the reporter wrote.'),
    posts: list('The posts that it is about.'),
    settledAt: when('When moderators settled it.'),
  },
})
