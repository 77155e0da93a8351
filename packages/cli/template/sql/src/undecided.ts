/**
 * What a person still has to decide. Each is a failing test, and while there is one the connector does nothing. Take a
 * line out when it is decided.
 */
export const undecided: readonly string[] = [
  'schema.sql, src/tables.ts: two tables as an example. Which tables does the system have?',
  'processor: who runs this system, in which country, under which processing agreement?',
  'backupHorizon: how long do its backups still hold what was erased from it?',
  'gaps: what of a person does it hold that this connector does not reach?',
  'people: is each row one person, and is its id never given to another?',
  'people.email: does it name the person, or in some rows a company? Then say so with "partyWhen".',
  'people.note: proposed as Correspondence. What do your people write there, and why do you hold it?',
  'people.created_at: proposed as excluded. Does it say nothing of a person?',
  'names: why do you hold it, on which legal basis, and for how long?',
  'notes: why do you hold it, on which legal basis, and for how long?',
  'emailAddresses: why do you hold it, on which legal basis, and for how long?',
  'visits: why do you hold it, on which legal basis, and for how long?',
]
