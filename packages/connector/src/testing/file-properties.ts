import { FailureError, failureOf } from '../failure.ts'
import type { AnyConnector } from '../connector.ts'
import { carryOut } from './carry-out.ts'
import type { PlantedFile, Property } from './conformance-system.ts'
import { demand, demandEqual } from './demand.ts'
import { speaksHttp } from './fault-properties.ts'
import { bytesOf, filesUnder, readOf, type FileRead, type NamedFile } from './files-of.ts'
import { withRig, type Rig } from './rig.ts'
import { planEverything } from './whole-plan.ts'

const readsFiles = ({ readFile }: AnyConnector): boolean => readFile !== undefined

/** What `readFile` promises. */
export const fileProperties: readonly Property[] = [
  {
    id: 'B1',
    title: 'every planted file is named by an exported record, and reads back byte for byte',
    appliesTo: readsFiles,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const planted = plantedFiles(rig)
        const named = await filesUnder(rig, await rig.locate(rig.target))
        demandEqual(
          named.map(nameOf).toSorted(),
          planted.map(({ holding, fileName }) => `${holding}: ${fileName}`).toSorted(),
          'the files that the export names are not those that were planted',
        )
        const keys = named.map(({ order }) => JSON.stringify(order))
        demandEqual([...new Set(keys)], keys, 'two files of one record have the same id')
        const again = await filesUnder(rig, await rig.locate(rig.target))
        demandEqual(again, named, 'the export names other files when it is asked again')
        const read = await readAll(rig, named)
        for (const file of planted) demandRead(file, named, read)
        for (const [index, { reference }] of named.entries()) {
          const length = read[index]?.bytes.length
          demand(
            reference.bytes === null || reference.bytes === length,
            `a file of ${length} bytes is named with ${reference.bytes}; leave "bytes" null where it is not known`,
          )
        }
      }),
  },
  {
    id: 'B2',
    title: 'a file is read under its own match and record only',
    appliesTo: readsFiles,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const own = await filesUnder(rig, await rig.locate(rig.target))
        demand(own.length > 0, plantOne)
        for (const { order } of own) {
          for (const person of [rig.neighbour, rig.stranger]) {
            for (const locator of await rig.locate(person)) {
              await demandRefused(rig, { ...order, locator }, 'under another person’s locator')
              for (const { holding, ref } of await rig.read([locator])) {
                if (holding !== order.holding) continue
                await demandRefused(rig, { ...order, ref }, 'under the ref of another person’s record')
              }
            }
          }
          await demandRefused(rig, { ...order, file: 'elsewhere:no file' }, 'under an id that is no file’s')
          await demandRefused(rig, { ...order, ref: 'elsewhere:no ref' }, 'under a ref that is no record’s')
        }
      }),
  },
  {
    id: 'B3',
    title: 'a file that was erased can’t be read any more',
    appliesTo: readsFiles,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const locators = await rig.locate(rig.target)
        const named = await filesUnder(rig, locators)
        demand(named.length > 0, plantOne)
        // a connector that remembers what it read would give it out again
        await readAll(rig, named)
        await carryOut(rig, await planEverything(rig, locators))
        for (const { order } of named) await demandRefused(rig, order, 'after the erasure')
      }),
  },
  {
    id: 'B4',
    title: 'ending a file early is allowed, and the connector goes on',
    appliesTo: readsFiles,
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const [first] = await filesUnder(rig, await rig.locate(rig.target))
        demand(first !== undefined, plantOne)
        const [before] = await readAll(rig, [first])
        const source = rig.connector.readFile?.(first.order, rig.context) ?? []
        for await (const piece of source) if (piece.byteLength > 0) break
        const after = await readOf(rig, first.order)
        demand(
          after.thrown === null && after.bytes.equals(before?.bytes ?? Buffer.of()),
          `after a file that was ended early, the same file ${outcomeOf(after)}: let go of everything in "finally"`,
        )
      }),
  },
  {
    id: 'B5',
    title: 'a connection that breaks in the middle of a file is a failure, and never a shorter file',
    needs: ['fault'],
    appliesTo: (connector) => readsFiles(connector) && speaksHttp(connector),
    check: (conformance) =>
      withRig(conformance, async (rig) => {
        const named = await filesUnder(rig, await rig.locate(rig.target))
        const [largest] = (await readAll(rig, named))
          .map(({ bytes }, index) => ({ bytes, order: named[index]?.order }))
          .toSorted((one, other) => other.bytes.length - one.bytes.length)
        demand(
          largest?.order !== undefined && largest.bytes.length > 1,
          'plant a file of some bytes, so that it can be broken off',
        )
        await rig.system.fault?.({ kind: 'cut', inside: largest.bytes })
        const { bytes, thrown } = await readOf(rig, largest.order)
        const met = await rig.system.heal?.()
        demand(met === true, 'the fault met no file: "fault" must break off an answer that holds these bytes')
        demand(
          thrown instanceof FailureError && failureOf(thrown).code === 'transient',
          `a file of ${largest.bytes.length} bytes broke off, and ${outcomeOf({ bytes, thrown })}: answer "transient"`,
        )
        const after = await readOf(rig, largest.order)
        demand(after.thrown === null, 'after the connection was mended, the file can’t be read')
      }),
  },
]

/** The literal of a failure says more than its code. */
function why(thrown: unknown): string {
  const failure = thrown instanceof FailureError ? thrown.failure : null
  return failure !== null && 'detail' in failure ? failure.detail : String(thrown)
}

const plantOne =
  'no exported record of the target names a file: plant one, and tell of it in "files" of what plant returns'

const nameOf = ({ reference, order }: NamedFile): string => `${order.holding}: ${reference.fileName}`

function plantedFiles({ target: { files = [] } }: Rig): readonly PlantedFile[] {
  demand(files.length > 0, plantOne)
  return files
}

/** Reads each to its end. */
async function readAll(rig: Rig, named: readonly NamedFile[]): Promise<FileRead[]> {
  const read: FileRead[] = []
  for (const file of named) {
    const one = await readOf(rig, file.order)
    demand(one.thrown === null, `"${nameOf(file)}" is named and can’t be read: ${why(one.thrown)}`)
    read.push(one)
  }
  return read
}

function demandRead(planted: PlantedFile, named: readonly NamedFile[], read: readonly FileRead[]): void {
  const name = `${planted.holding}: ${planted.fileName}`
  const candidates = named.flatMap((one, index) => (nameOf(one) === name ? (read[index] ?? []) : []))
  const bytes = bytesOf(planted)
  const lengths = candidates.map((one) => one.bytes.length).join(' or ')
  demand(
    candidates.some((one) => one.bytes.equals(bytes)),
    `"${name}" was planted with ${bytes.length} bytes and reads as ${lengths} others: give its bytes as they are`,
  )
}

async function demandRefused(rig: Rig, order: NamedFile['order'], where: string): Promise<void> {
  const { bytes, thrown } = await readOf(rig, order)
  demand(
    thrown instanceof FailureError && bytes.length === 0,
    `a file was asked for ${where} and ${outcomeOf({ bytes, thrown })}: look whose it is, and throw a FailureError`,
  )
}

function outcomeOf({ bytes, thrown }: FileRead): string {
  const gave = `gave ${bytes.length} bytes`
  if (thrown === null) return gave
  const what = thrown instanceof FailureError ? `failed as ${thrown.failure.code}` : `threw no FailureError`
  return bytes.length === 0 ? what : `${gave} and then ${what}`
}
