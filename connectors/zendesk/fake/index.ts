export type { Fault } from './faults.ts'
export type { Loopback } from './loopback.ts'
export type { Seed, SeedAttachment, SeedComment, Seeded, SeedTicket, SeedUser } from './seed.ts'
export type { FakeState } from './state.ts'
export type { Delays, Effect } from './world.ts'
export {
  createZendeskFake,
  type LogEntry,
  type ZendeskFake,
  type ZendeskFakeOptions,
} from './zendesk-fake.ts'
