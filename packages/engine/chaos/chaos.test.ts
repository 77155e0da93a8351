import { expect, test } from 'vitest'
import { runChaos } from './run-chaos.ts'

// `pnpm chaos --requests 10000` is the long one
test.each([
  { how: 'by itself', requests: 20, batch: null },
  { how: 'in batches', requests: 60, batch: 30 },
])(
  'with workers killed and calls broken, every request that is carried out $how ends verified, and nothing is lost or done twice',
  async ({ requests, batch }) => {
    const report = await runChaos({
      requests,
      batch,
      workers: 2,
      killEveryMs: 2500,
      restartEveryMs: 0,
      faults: 0.15,
      seed: 3,
      limitMs: 240_000,
    })
    expect(report).toMatchObject({
      verified: requests,
      lost: 0,
      finishedTwice: 0,
      effectsWithoutOutcome: 0,
      stuck: 0,
      left: 0,
    })
    expect(report.killed).toBeGreaterThan(0)
  },
)
