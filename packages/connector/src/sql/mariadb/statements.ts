import type { Statements } from '../statements.ts'
import { cascades } from './cascades.ts'
import { lacking } from './lacking.ts'
import { matches } from './matches.ts'
import { pages } from './pages.ts'
import { referrals } from './referrals.ts'
import { triggers, unserved, unservedReferences } from './structure.ts'

export const ofMariadb: Statements = {
  matches,
  referrals,
  pages,
  rowsTogether: null,
  cascades,
  lacking,
  triggers,
  unserved,
  unservedReferences,
}
