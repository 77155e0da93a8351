import { z } from 'zod'

/** Whether a database can hold a text: without NUL, and without halves of characters. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')

const isMatchId = (id: string): boolean => /^[\w-]{43}$/.test(id)
const mostMatches = 1000

/** The id of a match, as the API gave it. */
export const MatchId = z.string().refine(isMatchId, 'This is no id of a match.')

export const MatchIds = z.array(MatchId).max(mostMatches, `Name at most ${mostMatches} matches.`)

/** A text of a person or a program, which is not empty. */
export const NonBlank = z
  .string()
  .trim()
  .min(1, 'This is empty: leave it out or give it a value.')
  .max(200, 'This is too long.')
  .refine(isPlainText, 'This holds a character that no text has.')
