import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { defineConnector, defineHolding, defineRecordType, field, text } from '@rechtop/connector'
import { defineSystem } from '@rechtop/engine'
import type { ConfigSource } from '@rechtop/server'
import { z } from 'zod'

const Note = defineRecordType({
  name: 'FolderNote',
  category: 'communication',
  description: 'For tests.',
  fields: { text: field('communication', text(), 'A text.') },
})
const notes = defineHolding({
  type: Note,
  grain: 'record',
  role: 'controller',
  onErase: 'erase',
  purposes: [{ purpose: 'serving', basis: 'contract', fields: 'all', keep: 'until-asked' }],
})

const Config = z.strictObject({ folder: z.string() })
type Place = { readonly config: z.infer<typeof Config>; readonly signal: AbortSignal }
const folderOf = ({ config }: Place, email: string): string => join(config.folder, email)

/** A folder with a folder for each person. While it has a file `hold`, an erasure tells by `held` that it hangs. */
const folder = defineConnector({
  name: 'folder',
  contract: 1,
  config: Config,
  locator: z.string(),
  identifiers: ['email'],
  holdings: { notes },
  processor: { name: 'nobody', country: 'NL' },
  backupHorizon: 'P1D',
  gaps: [],
  open: async () => null,
  close: async () => {},
  check: async () => [],
  find: async (subjects, context) =>
    subjects.map((subject) => {
      const by = subject.find(({ value }) => existsSync(folderOf(context, value)))
      if (by === undefined) return { status: 'absent', by: ['email'] }
      const match = { locator: by.value, certainty: 'equal', by: [by], learned: [] } as const
      return { status: 'found', matches: [match], referrals: [] }
    }),
  async *export(orders, context) {
    for (const [of, { locator }] of orders.entries()) {
      const own = folderOf(context, locator)
      for (const ref of existsSync(own) ? await readdir(own) : []) {
        yield {
          of,
          holding: 'notes',
          ref,
          cursor: ref,
          data: { text: await readFile(join(own, ref), 'utf8') },
        }
      }
    }
  },
  erase: async (orders, context) => {
    if (existsSync(join(context.config.folder, 'hold'))) {
      await mkdir(join(context.config.folder, 'held'), { recursive: true })
      await wait(3_600_000)
    }
    return Promise.all(
      orders.map(({ locator, lines }) =>
        Promise.all(
          lines.map(async ({ select }) => {
            const refs = 'refs' in select ? select.refs : []
            await Promise.all(refs.map((ref) => rm(join(folderOf(context, locator), ref), { force: true })))
            return { status: 'done', count: refs.length } as const
          }),
        ),
      ),
    )
  },
})

/** A company whose one system is a folder, on a PostgreSQL that several processes share. */
const company: ConfigSource = async ({ role }) => {
  const { DATABASE_URL: url = '', FOLDER: directory = '' } = process.env
  if (url === '') throw new TypeError(`there is no DATABASE_URL for ${role}`)
  return {
    config: {
      systems: [defineSystem({ id: 'folder', connector: folder, config: { folder: directory } })],
      policy: {
        controller: { name: 'X', contact: 'x@x.example' },
        approval: { erasure: 'nobody' },
      },
      database: { url },
      secret: 'a secret of more than thirty-two bytes, for tests',
    },
    close: () => Promise.resolve(),
  }
}
export default company
