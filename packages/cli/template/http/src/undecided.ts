/** What a person still has to decide; each is a failing test. Take a line out when it is decided, the file with the last. */
export const undecided: readonly string[] = [
  'processor: who runs this system, in which country, under which processing agreement?',
  'backupHorizon: how long do its backups still hold what was erased from it?',
  'gaps: what of a person does it hold that this connector does not reach?',
  'people: one example holding. Which kinds of personal data does the system hold? One holding for each.',
  'people: why do you hold it, on which legal basis, and for how long?',
  'people: what does the system keep of it whatever you delete? Say so in "residue", with where it is written.',
  'fake/the-system-fake.ts: does it answer as the documentation of the system says? Write down where.',
]
