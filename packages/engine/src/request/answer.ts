import type { RequestRow } from '../store/table.ts'
import type { RequestError } from './request.ts'

/** What became of a mutation: the request as it is written, or what must be mended. */
export type Answer =
  | { readonly ok: true; readonly row: RequestRow }
  | {
      readonly ok: false
      readonly errors: readonly RequestError[]
      /** The request that the refusal speaks of, where it is another one than was asked for. */
      readonly row?: RequestRow
    }

export function refuse(code: RequestError['code'], message: string, path: RequestError['path']): Answer {
  return { ok: false, errors: [{ code, message, path }] }
}
