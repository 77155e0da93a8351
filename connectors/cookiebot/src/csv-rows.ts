import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { FailureError, permanent } from '@rechtop/connector'
import { advice } from './advice.ts'

/** Longer is no line, but a quote that nobody closed. */
const longestLine = 1_000_000

/** The lines of a CSV file, the heading first, a few at a time in memory. */
export async function* csvRows(file: string, signal: AbortSignal): AsyncGenerator<readonly string[], void> {
  const { encoding, delimiter } = await formOf(file)
  const parser = parse({ bom: true, delimiter, max_record_size: longestLine, skip_empty_lines: true })
  // how it ends is seen by who reads the parser
  pipeline(createReadStream(file, { encoding, signal }), parser, () => {})
  try {
    for await (const row of parser) yield row
  } catch (error) {
    signal.throwIfAborted()
    // the error quotes the line
    if (error instanceof CsvError) throw new FailureError(permanent(advice.broken))
    throw error
  }
}

/** Cookiebot documents neither encoding nor delimiter, so the first line tells. */
async function formOf(
  file: string,
): Promise<{ readonly encoding: 'utf8' | 'utf16le'; readonly delimiter: string }> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const encoding = bytesRead >= 2 && buffer.readUInt16BE(0) === 0xfffe ? 'utf16le' : 'utf8'
    const [line = ''] = buffer.toString(encoding, 0, bytesRead).split(/[\r\n]/)
    const times = (delimiter: string): number => line.split(delimiter).length
    const [delimiter = ','] = [',', ';', '\t'].toSorted((a, b) => times(b) - times(a))
    return { encoding, delimiter }
  } finally {
    await handle.close()
  }
}
