import { readFileSync } from 'node:fs'
import { describeConnector, pgliteSystem } from '@rechtop/connector/testing'
import { describe, expect, test } from 'vitest'
import { rows } from './plant.ts'
import { theSystem } from './the-system.ts'
import { undecided } from './undecided.ts'

describe('to decide, and to take out of src/undecided.ts', () => {
  for (const question of undecided) test(question, () => expect.fail('a person has to decide this'))

  test('no holding is left with the purpose "undecided"', () => {
    const left = Object.entries(theSystem.holdings).filter(([, { purposes }]) =>
      purposes.some(({ purpose }) => purpose === 'undecided'),
    )
    expect(left.map(([name]) => name)).toEqual([])
  })
})

// until then the connector does nothing that could be tried
if (undecided.length === 0) {
  const schema = readFileSync(new URL('../schema.sql', import.meta.url), 'utf8')
  describeConnector({ connector: theSystem, system: pgliteSystem({ schema, ...rows }).create })
}
