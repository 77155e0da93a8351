import { benchBacklog } from './backlog.ts'
import { benchBulk } from './bulk.ts'
import { benchErase } from './erase.ts'

const benches: Readonly<Record<string, () => Promise<void>>> = {
  erase: benchErase,
  backlog: benchBacklog,
  bulk: benchBulk,
}
const [name = ''] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench === undefined) {
  console.error(`Say which: ${Object.keys(benches).join(', ')}.`)
  process.exitCode = 1
} else {
  await bench()
}
