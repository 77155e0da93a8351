import { parseArgs } from 'node:util'
import { eraseDue, Refused } from './erase-due.ts'

const usage = `Asks Rechtop to erase everybody whom these criteria name. For a timer, once a day.

  node src/main.ts CRITERION…

  --page N        how many people one mutation asks for (default 500, 1000 at most)
  --day DAY       which day it is (default: today in UTC); a second run of a day asks for nobody anew

  RECHTOP_URL     the GraphQL endpoint: https://rechtop.example/graphql
  RECHTOP_TOKEN   a bearer token with the scope subject:erase
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: 'string', default: '500' },
    day: { type: 'string', default: new Date().toISOString().slice(0, 10) },
  },
})
const { RECHTOP_URL: url = '', RECHTOP_TOKEN: token = '' } = process.env
const pageSize = Number(values.page)
const say = (line: string): void => console.log(line)

async function main(): Promise<number> {
  const isUsable = positionals.length > 0 && url !== '' && token !== '' && Number.isInteger(pageSize)
  if (!isUsable) {
    console.error(usage)
    return 2
  }
  let code = 0
  for (const criterion of positionals) {
    try {
      const { whole } = await eraseDue({ url, token, criterion, day: values.day, pageSize, say })
      if (!whole) code = 1
    } catch (error) {
      // what is no refusal may hold an address or a token
      console.error(
        `${criterion}: ${error instanceof Refused ? error.message : 'the server could not be reached'}`,
      )
      code = 1
    }
  }
  return code
}

process.exitCode = await main()
