import { parseArgs } from 'node:util'
import { runChaos } from './run-chaos.ts'

const usage = `Erases invented people from three systems while workers are killed and calls break.

  --requests N     how many people (default 300)
  --batch N        so many are asked for at a time, and carried out together (default 0: one by one)
  --workers N      how many processes work (default 3)
  --kill-every MS  about how often one of them is killed (default 1000; 0: never)
  --restart-every MS  about how often PostgreSQL crashes and starts again (default 0: never)
  --faults SHARE   of the calls to the systems that go wrong (default 0.15)
  --seed N         the same weather for the same number (default 1)
  --minutes N      after which all must be over (default 30)
`

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '300' },
    batch: { type: 'string', default: '0' },
    workers: { type: 'string', default: '3' },
    'kill-every': { type: 'string', default: '1000' },
    'restart-every': { type: 'string', default: '0' },
    faults: { type: 'string', default: '0.15' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(usage)
} else {
  const report = await runChaos({
    requests: Number(values.requests),
    batch: Number(values.batch) || null,
    workers: Number(values.workers),
    killEveryMs: Number(values['kill-every']),
    restartEveryMs: Number(values['restart-every']),
    faults: Number(values.faults),
    seed: Number(values.seed),
    limitMs: Number(values.minutes) * 60_000,
  })
  for (const [name, value] of Object.entries(report)) {
    process.stdout.write(`${name.padEnd(24)} ${Number.isInteger(value) ? value : value.toFixed(1)}\n`)
  }
  // every request is verified, or waits with a reason
  const { requests, verified, waiting, attention, lost, finishedTwice, effectsWithoutOutcome, stuck } = report
  const isAccounted = verified + waiting + attention === requests
  process.exitCode = isAccounted && lost + finishedTwice + effectsWithoutOutcome + stuck === 0 ? 0 : 1
}
