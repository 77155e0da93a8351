import type { PGlite } from '@electric-sql/pglite'
import type { TestDatabase } from './test-database.ts'
import { writeOfCrash } from './test-database.ts'

/** The error of a server that is shut down: it has an SQLSTATE, as a real one has (class 57, operator intervention). */
class Cut extends Error {
  readonly code = '57P01'
}

type Faults = Pick<TestDatabase, 'fault' | 'heal' | 'statements'>

/**
 * A PGlite that is cut off after the writing statement number so-and-so, or right after the commit of a transaction
 * that wrote. What was not committed is rolled back, as by a real cut.
 */
export function cuttablePglite(pglite: PGlite): Faults & { readonly client: PGlite } {
  let left = Infinity
  let isCut = false
  let seen = 0
  const pass = (): void => {
    if (isCut) throw new Cut('the connection was cut')
  }
  const wrote = (): void => {
    left -= 1
    if (left > 0) return
    isCut = true
    throw new Cut('the connection was cut')
  }
  const counting = <Client extends object>(client: Client, onWrite: () => void): Client =>
    new Proxy(client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        if (name === 'transaction') return (work: unknown) => transaction(member, target, work)
        if (name !== 'query' && name !== 'exec') return member.bind(target)
        return async (statement: string, ...rest: unknown[]) => {
          pass()
          seen += 1
          const result: unknown = await member.call(target, statement, ...rest)
          if (isWrite(statement)) onWrite()
          return result
        }
      },
    })
  const transaction = async (begin: Function, target: object, work: unknown): Promise<unknown> => {
    pass()
    let hasWritten = false
    const onWrite = (): void => {
      hasWritten = true
      wrote()
    }
    const result: unknown = await begin.call(target, async (inner: object) =>
      typeof work === 'function' ? await work(counting(inner, onWrite)) : undefined,
    )
    // the commit is there, and its answer is lost
    if (hasWritten) wrote()
    return result
  }
  return {
    client: counting(pglite, wrote),
    async fault(fault) {
      left = writeOfCrash(fault)
    },
    async heal() {
      const struck = isCut
      left = Infinity
      isCut = false
      return struck
    },
    statements: () => seen,
  }
}

const isWrite = (statement: string): boolean =>
  /\b(insert\s+into|update\s+[\w".]+\s+(as\s+\w+\s+)?set|delete\s+from|merge\s+into|truncate)\b/i.test(
    statement,
  )
