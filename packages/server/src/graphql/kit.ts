import type { Builder } from './builder.ts'
import type { Catalogue } from './catalogue.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What each file of `type/` adds its part of the schema with. */
export type Kit = { readonly builder: Builder; readonly words: Vocabulary; readonly catalogue: Catalogue }
