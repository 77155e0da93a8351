import type { PGlite } from '@electric-sql/pglite'

/** A PGlite of a process that can die. */
export type CrashingPglite = {
  readonly pglite: PGlite
  /** How many statements on the engine's own tables have begun. */
  statements(): number
  /** Resolves when the process has died. */
  readonly died: Promise<void>
}

const isOwn = (statement: string): boolean =>
  /\brechtop\W*\./.test(statement) && !/rechtop_queue/.test(statement)

/**
 * Dies at the n-th statement on the engine's own tables: before it, or after it and before its answer comes. From then
 * on every statement fails, as it would for a process that is gone. Infinity: never.
 */
export function crashingAt(pglite: PGlite, n: number, when: 'before' | 'after'): CrashingPglite {
  let [count, isDead] = [0, false]
  const death = Promise.withResolvers<void>()
  const dead = (): Error => new Error('this process has died')
  const die = (): Error => {
    isDead = true
    death.resolve()
    return dead()
  }
  function mortal<Target extends object>(target: Target): Target {
    return new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key)
        if (typeof value !== 'function') return value
        if (key === 'query' || key === 'exec') {
          return async (statement: string, ...rest: unknown[]) => {
            if (isDead) throw dead()
            const isLast = isOwn(statement) && ++count === n
            if (isLast && when === 'before') throw die()
            const result: unknown = await value.call(object, statement, ...rest)
            if (isLast) throw die()
            return result
          }
        }
        if (key === 'transaction') {
          return async (work: (transaction: object) => Promise<unknown>) => {
            if (isDead) throw dead()
            return value.call(object, (transaction: object) => work(mortal(transaction)))
          }
        }
        return value.bind(object)
      },
    })
  }
  return { pglite: mortal(pglite), statements: () => count, died: death.promise }
}
