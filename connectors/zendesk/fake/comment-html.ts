/** A comment's text as Zendesk keeps it. */
export function htmlOf(text: string): string {
  return `<div class="zd-comment" dir="auto">${escaped(text).replaceAll('\n', '<br>')}</div>`
}

/** What a reader sees of it. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** As Zendesk shows what was redacted. */
export const blocks = (text: string): string => text.replaceAll(/&#?\w+;|\S/gu, '▇')

/**
 * What becomes of a comment whose text comes back with `<redact>` around texts and `redact` in tags; null when it was
 * changed in any other way. `images`: the addresses of images that went.
 */
export function redacted(
  stored: string,
  given: string,
): { readonly html: string; readonly images: string[] } | null {
  const unmarked = given.replaceAll(/<\/?redact>/g, '').replaceAll(/<(\w+) redact\b/g, '<$1')
  if (unmarked !== stored) return null
  const images: string[] = []
  const html = given
    .replaceAll(/<img redact\b[^>]*>/g, (tag) => {
      images.push(/src="([^"]*)"/.exec(tag)?.[1] ?? '')
      return ''
    })
    .replaceAll(/<(\w+) redact\b[^>]*>/g, '<$1>')
    .replaceAll(/<redact>([\s\S]*?)<\/redact>/g, (_marked, text: string) => blocks(text))
  return { html, images }
}
