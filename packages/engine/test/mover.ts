import { moveDatabase } from '../src/store/move.ts'

/** A process that moves a folder, and dies as by kill -9 at the nth time that this event is logged. */
const [, , directory = '', url = '', fatal = '', nth = '1'] = process.argv
let left = Number(nth)
process.on('disconnect', () => process.exit())
process.send?.('here')
await moveDatabase({
  directory,
  url,
  log: (event) => {
    if (event === fatal && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
process.exit()
