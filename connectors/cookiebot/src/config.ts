import { isAbsolute } from 'node:path'
import { z } from 'zod'

const header = z.string().trim().min(1).optional()

export const CookiebotConfig = z.strictObject({
  /**
   * The path of the downloaded consent log: a CSV file, or a folder of them (one for each domain or period). Cookiebot
   * shows single entries nowhere else.
   */
  log: z.string().refine(isAbsolute, 'write the whole path, from the root on'),
  /**
   * How old the newest entry may be. An older log says nothing of who chose since, so nothing is answered from it. Raise
   * it for a website where days go by without a choice.
   */
  maximumAgeDays: z.int().min(1).max(366).default(7),
  /** How the columns are headed, where they are not recognised: Cookiebot says what is in the log, not how it is headed. */
  columns: z
    .strictObject({
      consentId: header,
      chosenAt: header,
      preferences: header,
      statistics: header,
      marketing: header,
      state: header,
      url: header,
      userAgent: header,
      ipAddress: header,
    })
    .default({}),
})
export type CookiebotConfig = z.infer<typeof CookiebotConfig>
export type Role = keyof CookiebotConfig['columns']
