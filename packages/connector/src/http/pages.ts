import { FailureError, permanent } from '../failure.ts'

/**
 * A list page by page, lazily. `read` gets the place where a page begins, and null where the list has no owner any
 * more; `next` says where the following page begins, and null at the end. Each page comes with its own place, so that
 * whoever stops can go on from there. Throws when a list goes in a circle.
 */
export async function* pages<Page, Place>(list: {
  readonly from: Place
  readonly read: (place: Place) => Promise<Page | null>
  readonly next: (page: Page, place: Place) => Place | null
}): AsyncGenerator<{ readonly page: Page; readonly place: Place }> {
  const seen = new Set<Place>()
  let place: Place | null = list.from
  while (place !== null) {
    if (seen.has(place)) throw new FailureError(permanent('a list of the system leads back to where it was'))
    seen.add(place)
    const page: Page | null = await list.read(place)
    if (page === null) return
    yield { page, place }
    place = list.next(page, place)
  }
}
