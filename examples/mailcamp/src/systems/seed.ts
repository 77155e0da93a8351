import { addCastCustomers } from './cast-customers.ts'
import { addCastOthers } from './cast-others.ts'
import { addSanne } from './cast-sanne.ts'
import type { SystemsDatabase } from './database.ts'
import { addLists } from './people/add-lists.ts'
import { createCalendar } from './people/calendar.ts'
import { createRandom } from './people/random.ts'
import { addPopulation } from './population.ts'
import { systemsSchema } from './schema.ts'
import { createWorld, tables, type HeldBack, type Table, type World, type ZendeskUser } from './world.ts'

const seed = 20_180_525

/**
 * Creates the schemas of the example company in an empty database and fills them with the cast and that many invented
 * people. Answers with the users to put into Zendesk. The same numbers and day always give the same rows.
 */
export async function seedSystems(options: {
  readonly people: number
  readonly database: SystemsDatabase
  readonly today: Date
}): Promise<{ readonly users: readonly ZendeskUser[]; readonly suspendedTickets: readonly HeldBack[] }> {
  const { database, people, today } = options
  const world = inventWorld(people, today)
  await database.exec(systemsSchema())
  for (const table of tables) await insert(database, table, world)
  await database.exec('analyze')
  return { users: world.zendesk, suspendedTickets: world.heldBack }
}

/** The example company in memory. */
export function inventWorld(people: number, today: Date): World {
  const world = createWorld()
  const scene = { world, calendar: createCalendar(today), random: createRandom(seed), lists: addLists(world) }
  addSanne(scene)
  addCastCustomers(scene)
  addCastOthers(scene)
  addPopulation(scene, people)
  return world
}

/** One statement per table, however many rows. */
async function insert(database: SystemsDatabase, table: Table, { rows }: World): Promise<void> {
  const ofTable = rows.get(table) ?? []
  const [first] = ofTable
  if (first === undefined) return
  const columns = Object.keys(first).join(', ')
  await database.query(
    // through text: a driver that sees a jsonb parameter would encode it once more
    `insert into ${table} (${columns})
     select ${columns} from jsonb_populate_recordset(null::${table}, $1::text::jsonb)`,
    [JSON.stringify(ofTable)],
  )
  if (typeof first.id !== 'number') return
  await database.query(`select setval(pg_get_serial_sequence('${table}', 'id'), ${ofTable.length})`)
}
