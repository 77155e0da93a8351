/** What a request carries, or null. Throws a `SyntaxError` when it is called JSON and is none. */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (request.body === null) return null
  if (/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) {
    return Object.fromEntries(await request.formData())
  }
  const text = await request.text()
  if (text === '') return null
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(type) ? JSON.parse(text) : text
}
