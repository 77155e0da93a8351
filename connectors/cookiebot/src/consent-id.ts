/**
 * The consent id in what a person copied: the id alone, as the cookie declaration of the website shows it, or the value
 * of the cookie `CookieConsent` (observed: `{stamp:%27…==%27%2Cnecessary:true%2C…}`). Null where it names nobody: the
 * cookie of visitors who were not asked holds -1, the same for all of them.
 */
export function consentIdIn(text: string): string | null {
  const value = text
    .trim()
    .replace(/^CookieConsent=/, '')
    .replaceAll(/%[0-9a-f]{2}/gi, signOf)
  const id = value.includes('{') ? /\bstamp["']?\s*:\s*["']([^"']+)["']/.exec(value)?.[1] : value
  return id === undefined || /^-?\d?$/.test(id) ? null : id
}

/** One by one, so that a value that was cut off in the middle of an escape can be read as far as it goes. */
const signOf = (escape: string): string => String.fromCharCode(Number.parseInt(escape.slice(1), 16))
