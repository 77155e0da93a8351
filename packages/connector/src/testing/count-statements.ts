import type { PGlite } from '@electric-sql/pglite'

/** A PGlite that writes down every statement that goes through it, also inside transactions. */
export function countStatements(pglite: PGlite): { readonly pglite: PGlite; readonly statements: string[] } {
  const statements: string[] = []
  return { pglite: listening(pglite, statements), statements }
}

function listening<Target extends object>(target: Target, statements: string[]): Target {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key)
      if (typeof value !== 'function') return value
      if (key === 'query' || key === 'exec') {
        return (statement: string, ...rest: unknown[]) => {
          statements.push(statement)
          return value.call(object, statement, ...rest)
        }
      }
      if (key === 'transaction') {
        return (work: (transaction: object) => Promise<unknown>) =>
          value.call(object, (transaction: object) => work(listening(transaction, statements)))
      }
      return value.bind(object)
    },
  })
}
