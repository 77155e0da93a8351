import type { Lists } from './people/add-lists.ts'
import type { Calendar } from './people/calendar.ts'
import type { Random } from './people/random.ts'
import type { World } from './world.ts'

/** What everybody who adds people needs. */
export type Scene = {
  readonly world: World
  readonly calendar: Calendar
  readonly random: Random
  readonly lists: Lists
}
