const longest = 150

/**
 * Lets a browser save a file under its own name (RFC 6266, RFC 8187). The name comes from a system: it may hold any
 * character, a path, or what turns a name around on the screen.
 */
export function attachmentNamed(name: string): string {
  const safe = safeName(name)
  const plain = safe.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}

function safeName(name: string): string {
  // signs that are not shown or that change the direction of writing would hide what kind of file it is
  const shown = name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, '_')
  // neither hidden nor a folder, and without the dots and spaces at its end that Windows drops; shortened before,
  // because looking for an end takes the square of the length, and who chose the name is a stranger
  const trimmed = shortened(shown)
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  return trimmed === '' ? 'file' : trimmed
}

/** Keeps the end, which says what kind of file it is. */
function shortened(name: string): string {
  const signs = [...name]
  if (signs.length <= longest) return name
  const end = /\.[^.]{1,16}$/.exec(name)?.[0] ?? ''
  return signs.slice(0, longest - [...end].length).join('') + end
}

/** A media type as a header can carry it; what is none is only bytes. */
export function mediaTypeOf(contentType: string | null): string {
  const type = /^\s*([\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,60})\s*(?:;|$)/.exec(contentType ?? '')?.[1]
  return type?.toLowerCase() ?? 'application/octet-stream'
}
