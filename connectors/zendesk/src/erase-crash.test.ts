import { expect, test } from 'vitest'
import { expectErasedOnce, idOf, people, wholePerson } from './erased-person.ts'
import { openAccount } from './fake-account.ts'

test.each([
  ['its answer is lost', { answer: 500, carriedOut: true }],
  ['it never arrives', { answer: 'cut' }],
] as const)('whichever call goes wrong because %s, starting again has the same end', async (_name, fault) => {
  for (let skip = 0; ; skip++) {
    const account = await openAccount(people)
    const before = account.fake.dump()
    account.fake.fault({ ...fault, skip })
    const outcomes = await account.eraseToEnd(idOf(account), wholePerson(account))
    expect(
      outcomes.map(({ status }) => status),
      `call ${skip}`,
    ).toEqual(['done', 'done'])
    expectErasedOnce(account, before, `call ${skip}`)
    if (account.fake.log.every(({ status }) => status !== fault.answer)) return
    expect(skip).toBeLessThan(100)
  }
})

test('a process that dies after any call, and knows nothing afterwards, ends in the same state', async () => {
  for (let calls = 1; ; calls++) {
    const account = await openAccount(people)
    const before = account.fake.dump()
    const { context } = account
    const died = new Error('died')
    let left = calls
    const request: typeof context.client.request = async (...call) => {
      const answer = await context.client.request(...call)
      if (--left > 0) return answer
      controller.abort(died)
      throw died
    }
    const controller = new AbortController()
    account.context = { ...context, client: { ...context.client, request }, signal: controller.signal }
    const finished = await account.eraseToEnd(idOf(account), wholePerson(account)).catch(() => null)
    account.context = context
    const outcomes = finished ?? (await account.eraseToEnd(idOf(account), wholePerson(account)))
    expect(
      outcomes.map(({ status }) => status),
      `call ${calls}`,
    ).toEqual(['done', 'done'])
    expectErasedOnce(account, before, `call ${calls}`)
    if (finished !== null) return
    expect(calls).toBeLessThan(100)
  }
})
