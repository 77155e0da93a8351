import { fileURLToPath } from 'node:url'
import { billing } from '@rechtop/connector-billing'
import { calendly } from '@rechtop/connector-calendly'
import { cookiebot } from '@rechtop/connector-cookiebot'
import { googleAnalytics } from '@rechtop/connector-google-analytics'
import { mailingList } from '@rechtop/connector-mailing-list'
import { website } from '@rechtop/connector-website'
import { zendesk } from '@rechtop/connector-zendesk'
import { defineSystem } from '@rechtop/engine'
import { printSchemaOf } from '@rechtop/server'
import { buildSchema, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { graphiqlTabs } from './graphiql-tabs.ts'

const file = fileURLToPath(new URL('../../../schema/schema.graphql', import.meta.url))
const config = {}
const printed = printSchemaOf([
  defineSystem({ id: 'mailing-list', connector: mailingList, config }),
  defineSystem({ id: 'billing', connector: billing, config }),
  defineSystem({ id: 'website', connector: website, config }),
  defineSystem({ id: 'zendesk', connector: zendesk, config }),
  defineSystem({ id: 'calendly', connector: calendly, config }),
  defineSystem({ id: 'google-analytics', connector: googleAnalytics, config }),
  defineSystem({ id: 'cookiebot', connector: cookiebot, config }),
])

// after a change that is meant: vitest run examples/mailcamp/src/graphql-schema.test.ts --update
test('schema/schema.graphql is the API of the bundled connectors', async () => {
  await expect(printed).toMatchFileSnapshot(file)
})

test.each(graphiqlTabs.map(({ query }) => [query.split('\n')[0], query]))(
  'the tab "%s" is a valid query',
  (_, query) => {
    expect(validate(buildSchema(printed), parse(String(query)))).toEqual([])
  },
)

test('every type, field, argument and enum value is described', () => {
  const undescribed: string[] = []
  for (const type of Object.values(buildSchema(printed).getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean', 'ID', 'Float'].includes(type.name))
      continue
    if (!type.description) undescribed.push(type.name)
    const fields = 'getFields' in type ? Object.values(type.getFields()) : []
    for (const field of fields) {
      if (!field.description) undescribed.push(`${type.name}.${field.name}`)
      const args = 'args' in field ? field.args : []
      for (const argument of args) {
        if (!argument.description) undescribed.push(`${type.name}.${field.name}(${argument.name})`)
      }
    }
    const values = 'getValues' in type ? type.getValues() : []
    for (const value of values) if (!value.description) undescribed.push(`${type.name}.${value.name}`)
  }
  expect(undescribed).toEqual([])
})
