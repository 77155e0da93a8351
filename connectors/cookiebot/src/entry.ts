import { createHash } from 'node:crypto'
import type { Columns } from './columns.ts'
import type { Role } from './config.ts'

/** One line of the consent log, under the id that it was asked by. */
export type Entry = {
  /** The id, a space, and a digest of time and page: the log has no key for an entry, and downloads overlap. */
  readonly ref: string
  readonly consentId: string
  readonly chosenAt: string | null
  readonly preferences: boolean | null
  readonly statistics: boolean | null
  readonly marketing: boolean | null
  readonly state: string | null
  readonly url: string | null
  readonly userAgent: string | null
  readonly ipAddress: string | null
  readonly others: readonly { readonly key: string; readonly value: string }[]
}

export function entryOf(row: readonly string[], consentId: string, { roles, header }: Columns): Entry {
  const read = (role: Role): string | null => textAt(row, roles.get(role))
  const taken = new Set(roles.values())
  const chosenAt = read('chosenAt')
  const state = read('state')
  const allowed = (role: 'preferences' | 'statistics' | 'marketing'): boolean | null =>
    roles.has(role) ? yesOrNo(read(role)) : allowedBy(state, role)
  const others = header.flatMap((key, at) => {
    const value = taken.has(at) ? null : textAt(row, at)
    return value === null ? [] : [{ key, value }]
  })
  const at = chosenAt === null ? null : timeIn(chosenAt)
  const url = read('url')
  const digest = createHash('sha256')
    .update(JSON.stringify([at, url]))
    .digest('base64url')
    .slice(0, 22)
  return {
    ref: `${consentId} ${digest}`,
    consentId,
    chosenAt: at,
    preferences: allowed('preferences'),
    statistics: allowed('statistics'),
    marketing: allowed('marketing'),
    state,
    url,
    userAgent: read('userAgent'),
    ipAddress: read('ipAddress'),
    others,
  }
}

export function textAt(row: readonly string[], at: number | undefined): string | null {
  const text = at === undefined ? '' : (row[at] ?? '').trim()
  return text === '' ? null : text
}

/**
 * Times without a zone are taken for UTC, in which Cookiebot's statistics and its cookie count. What is written in
 * another way (03/04/2026) stays as it is, because nobody knows which day it means.
 */
export function timeIn(text: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d{2}:\d{2})?$/.exec(
    text,
  )
  if (parts === null) return text
  const [, day = '', time = '', zone = 'Z'] = parts
  const moment = new Date(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`)
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString()
}

function yesOrNo(text: string | null): boolean | null {
  if (/^(true|yes|1)$/i.test(text ?? '')) return true
  return /^(false|no|0)$/i.test(text ?? '') ? false : null
}

/** From one text for all: pairs like in the cookie (`statistics:false`), or a list of what was allowed. */
function allowedBy(state: string | null, category: string): boolean | null {
  if (state === null) return null
  const pair = new RegExp(`\\b${category}["']?\\s*[:=]\\s*(true|false)\\b`, 'i').exec(state)?.[1]
  if (pair !== undefined) return pair.toLowerCase() === 'true'
  const words = state.toLowerCase().split(/[^a-z]+/)
  const isList = words.every((word) => /^(|necessary|preferences|statistics|marketing)$/.test(word))
  return isList ? words.includes(category) : null
}
