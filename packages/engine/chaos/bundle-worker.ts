import { mkdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { rolldown, type Plugin } from 'rolldown'

/** Files are found beside the source that names them, also when it stands in a bundle. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  transform(code, id) {
    if (!code.includes('import.meta.url')) return null
    return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
  },
}

/**
 * Makes one file of the worker. From some thousand files a process takes as long to begin as it then lives: a kill each
 * second would leave no time for anything else.
 * @returns the path of the file
 */
export async function bundleWorker(): Promise<string> {
  // beside the packages that stay outside of it
  const folder = fileURLToPath(new URL('../node_modules/.chaos/', import.meta.url))
  await mkdir(folder, { recursive: true })
  const file = `${folder}worker-${process.pid}.mjs`
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    platform: 'node',
    external: [/^@electric-sql\//],
    plugins: [ownAddresses],
  })
  await bundle.write({ file, format: 'esm', codeSplitting: false })
  await bundle.close()
  return file
}
