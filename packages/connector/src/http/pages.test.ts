import { expect, test } from 'vitest'
import { pages } from './pages.ts'

const rows = Array.from({ length: 7 }, (_, index) => index)
const list = (from: number, read: number[] = []): Parameters<typeof pages<number[], number>>[0] => ({
  from,
  read: async (place) => {
    read.push(place)
    return rows.slice(place, place + 3)
  },
  next: (page, place) => (page.length === 3 ? place + 3 : null),
})

test('every page comes with its place, and the list goes on from there', async () => {
  const whole = await Array.fromAsync(pages(list(0)))
  expect(whole.flatMap(({ page }) => page)).toEqual(rows)
  for (const [index, { place }] of whole.entries()) {
    expect(await Array.fromAsync(pages(list(place)))).toEqual(whole.slice(index))
  }
})

test('nothing is read before it is asked for', async () => {
  const read: number[] = []
  for await (const { place } of pages(list(0, read))) if (place === 3) break
  expect(read).toEqual([0, 3])
})

test('a list without an owner is empty; one that goes in a circle is a failure', async () => {
  expect(await Array.fromAsync(pages({ ...list(0), read: async () => null }))).toEqual([])
  const circle = pages({ from: 'a', read: async () => [], next: (_, place) => (place === 'a' ? 'b' : 'a') })
  await expect(Array.fromAsync(circle)).rejects.toMatchObject({ failure: { code: 'permanent' } })
})
