import type { EngineOptions } from '../src/create-engine.ts'
import { defineSystem } from '../src/system/define-system.ts'
import { createVault } from './vault.ts'
import { email } from './work.ts'

/** Of an engine on this PostgreSQL, over a system with one person who has one file. */
export function workerOptions(url: string, file: () => AsyncIterable<Uint8Array>): EngineOptions {
  const vault = createVault()
  const files = [{ id: 'file', fileName: 'file.bin', contentType: null, bytes: null }]
  vault.people.push({ email, footprints: 0, notes: [{ ref: '1', text: 'note', files }] })
  vault.files.set('file', file)
  return {
    systems: [defineSystem({ id: 'vault', connector: vault.connector, config: {} })],
    policy: { controller: { name: 'X', contact: 'x@x.example' } },
    database: { url },
    secret: 'a secret of more than thirty-two bytes, for tests',
  }
}
