import assert from 'node:assert'
import { workerData } from 'node:worker_threads'
import { readConsentLog } from './consent-log.ts'

/** Reads a log in a thread whose memory is limited by who starts it. */
const { log, id, now }: { log: string; id: string; now: string } = workerData
const config = { log, maximumAgeDays: 7, columns: {} }
const signal = new AbortController().signal
const { entries } = await readConsentLog(new Set([id]), { config, signal, now: () => new Date(now) })
assert.equal(entries.get(id)?.length, 1)
