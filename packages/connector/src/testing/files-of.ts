import type { Json } from '@rechtop/schema'
import type { FileOrder, FileReference } from '../export.ts'
import type { Planted, PlantedFile } from './conformance-system.ts'
import { demand } from './demand.ts'
import type { Rig } from './rig.ts'

/** A file that an exported record names, and how to ask for it. */
export type NamedFile = { readonly reference: FileReference; readonly order: FileOrder<Json> }

/** All files that the records under these locators name. */
export async function filesUnder(rig: Rig, locators: readonly Json[]): Promise<NamedFile[]> {
  return (await rig.read(locators)).flatMap(({ of, holding, ref, files = [] }) => {
    const locator = locators[of]
    demand(locator !== undefined, '"of" is the index of an order')
    return files.map((reference) => ({ reference, order: { locator, holding, ref, file: reference.id } }))
  })
}

/** What came of reading a file: its bytes, and what was thrown after them. */
export type FileRead = { readonly bytes: Buffer; readonly thrown: unknown }

export async function readOf({ connector, context }: Rig, order: FileOrder<Json>): Promise<FileRead> {
  const pieces: Buffer[] = []
  let thrown: unknown = null
  try {
    const source = connector.readFile?.(order, context) ?? []
    for await (const piece of source) pieces.push(Buffer.from(piece))
  } catch (error) {
    thrown = error
  }
  return { bytes: Buffer.concat(pieces), thrown }
}

export function bytesOf(planted: PlantedFile): Buffer {
  return 'text' in planted ? Buffer.from(planted.text) : Buffer.from(planted.bytes)
}

/** As the files of a person may stand in a dump: their names, and their contents in the usual notations. */
export function textsOfFiles({ files = [] }: Planted): string[] {
  return files.flatMap((planted) => {
    const bytes = bytesOf(planted)
    const notations = (['utf8', 'latin1', 'base64', 'base64url', 'hex'] as const).map((notation) =>
      bytes.toString(notation),
    )
    return [planted.fileName, ...notations]
  })
}
