import type { DataOf, Holdings } from './holding.ts'

/** A page of one holding: what comes after the cursor, at most `first` items (all, when left out). */
export type Page = { readonly after?: string; readonly first?: number }

/** Asks some holdings of one match. Each holding is paged, and so resumed, by itself. */
export type ExportOrder<H extends Holdings, Locator> = {
  readonly locator: Locator
  readonly holdings: { readonly [K in keyof H & string]?: Page }
}

/** One record. */
export type ExportItem<H extends Holdings> = {
  [K in keyof H & string]: {
    /** Index of the order that asked for it. */
    readonly of: number
    readonly holding: K
    /** The record's key in that system; what `erase` is given. */
    readonly ref: string
    /** Where the next page begins, for `after`. */
    readonly cursor: string
    readonly data: DataOf<H[K]>
    /** It also names other people: it may be reduced, never erased whole. */
    readonly shared?: true
    /** What belongs to it and is no JSON: attachments. Only from a connector that has `readFile`. */
    readonly files?: readonly FileReference[]
  }
}[keyof H & string]

/** A file of a record. Not its address, which may be open to whoever has it. */
export type FileReference = {
  /** Its key within the record; stable while the record is. */
  readonly id: string
  readonly fileName: string | null
  readonly contentType: string | null
  /** Its size as the system tells it, where it does. */
  readonly bytes: number | null
}

/** Asks for one file of one record of a match. */
export type FileOrder<Locator> = {
  readonly locator: Locator
  readonly holding: string
  readonly ref: string
  readonly file: string
}
