import type { Comment } from './answers.ts'
import type { Person } from './person.ts'

/**
 * What names a person wherever it stands: their addresses, their number as it is stored, their full name. A first name
 * alone names too many.
 */
export function namesOf({ user, addresses }: Person): RegExp[] {
  const name = user?.name?.trim() ?? ''
  const phone = user?.phone?.trim() ?? ''
  const texts = [...addresses, ...(/\S\s+\S/.test(name) ? [name] : []), ...(phone.length >= 8 ? [phone] : [])]
  return texts.map(wholeWord)
}

/** Not a part of a longer word or address: anna@ is not joanna@, example.org is not example.org.be. */
function wholeWord(text: string): RegExp {
  const pattern = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`).replaceAll(/\s+/g, String.raw`\s+`)
  return new RegExp(`(?<![\\p{L}\\p{N}._%+-])${pattern}(?![\\p{L}\\p{N}_-]|[.@][\\p{L}\\p{N}])`, 'giu')
}

/** The places in a text that name the person, as they are written there. */
export function mentionsIn(text: string | null | undefined, names: readonly RegExp[]): string[] {
  return names.flatMap((name) => [...(text ?? '').matchAll(name)].map(([match]) => match))
}

/** Whether anything can still be read: what Zendesk redacts becomes blocks. */
export function saysAnything({ body, attachments }: Comment): boolean {
  return /[\p{L}\p{N}]/u.test(body ?? '') || (attachments ?? []).some((file) => !isRedacted(file.file_name))
}

export const isRedacted = (fileName: string | null | undefined): boolean => fileName === 'redacted.txt'
