const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/** What every placeholder looks like, without the end of the text. */
export const placeholderStart = `^erased-(${uuid}(@erased[.]invalid)?|[0-9a-f]{12,32})`

/** How long a column must be for a placeholder: like an address, with a UUID, and at least. */
export const lengths = { email: 58, uuid: 43, shortest: 19 }

/** How many random hexadecimal digits fit behind `erased-` in a column of this length. */
export function digitsIn(length: number): number {
  return Math.min(length - 'erased-'.length, 32)
}

const placeholder = new RegExp(`${placeholderStart}$`)

/** Whether this text was put in the place of a value that was erased. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text)
}
