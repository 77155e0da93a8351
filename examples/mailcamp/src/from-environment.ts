import type { EngineRole } from '@rechtop/engine'
import { joinSurroundings, openSurroundings, type Surroundings } from './surroundings.ts'

/** Where the example keeps its data, whoever starts it. */
export const dataFolder = new URL('../.data', import.meta.url).pathname

/** MailCamp as the environment says; a worker joins the one that is started already. */
export async function fromEnvironment(
  role: EngineRole,
): Promise<{ readonly surroundings: Surroundings; close(): Promise<void> }> {
  const { DATABASE_URL: databaseUrl, SYSTEMS_URL: systemsUrl, ZENDESK_ORIGIN: zendeskOrigin } = process.env
  const { MAILCAMP_DATA: directory = dataFolder } = process.env
  if (role === 'worker') {
    const surroundings = await joinSurroundings(directory, databaseUrl, systemsUrl)
    return { surroundings, close: () => Promise.resolve() }
  }
  const surroundings = await openSurroundings({
    directory,
    people: 3000,
    today: new Date(),
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(systemsUrl !== undefined && { systemsUrl }),
    ...(zendeskOrigin !== undefined && { zendeskOrigin }),
  })
  return { surroundings, close: surroundings.close }
}
