import type { AnyConnector } from '@rechtop/connector'
import { billing } from '@rechtop/connector-billing'
import { calendly } from '@rechtop/connector-calendly'
import { cookiebot } from '@rechtop/connector-cookiebot'
import { googleAnalytics } from '@rechtop/connector-google-analytics'
import { mailingList } from '@rechtop/connector-mailing-list'
import { website } from '@rechtop/connector-website'
import { zendesk } from '@rechtop/connector-zendesk'
import { coverageTable } from '@rechtop/connector/testing'
import { expect, test } from 'vitest'

const head = `# The connectors that come with Rechtop

Written from what the connectors declare; \`vitest run examples/mailcamp/src/coverage.test.ts --update\` writes it anew.

`

test('docs/connectors.md tells what the connectors declare', async () => {
  const connectors: readonly AnyConnector[] = [
    billing,
    mailingList,
    website,
    zendesk,
    calendly,
    googleAnalytics,
    cookiebot,
  ]
  await expect(`${head}${coverageTable(connectors)}`).toMatchFileSnapshot('../../../docs/connectors.md')
})
