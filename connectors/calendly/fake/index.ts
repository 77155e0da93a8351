export { createCalendlyFake, type CalendlyFake, type CalendlyFakeOptions } from './calendly-fake.ts'
export type { Seed, SeedContact, SeedEvent, SeedInvitee } from './seed.ts'
export type { FakeState } from './state.ts'
