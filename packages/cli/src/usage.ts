/** What a person gave wrong, as one sentence that says what to do. It is shown without a stack. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

export const usage = `rechtop: serves the API, carries requests out, makes connectors, moves Rechtop's own database

  serve                      the API, and a worker in the same process
      --config <file>          what it exports by default is the configuration, or a function
                               that gives { config, close }; ./rechtop.config.ts when left out
      --port <n> --host <name> where it listens: 4000 on 127.0.0.1 when left out
      --no-work                only the API: what it takes in waits for a worker elsewhere
      RECHTOP_TOKEN            without an issuer: the development token, instead of a new one
  work                       a worker without an API; any number of them share one PostgreSQL
      --config <file>          as for serve
      --concurrency <n>        how many requests and runs at once: 4 when left out
      both end with 0 after SIGTERM or SIGINT, and hand over what does not end in some seconds

  connector new <name> --kind sql|http    a new connector, with what it still lacks as failing tests
      --from <postgres url>    sql: reads the tables of a PostgreSQL, and proposes a declaration
                               (only its catalog is read, none of its data). pnpm prints
                               its command line: leave the password out, and set PGPASSWORD
      --schema <name>          with --from: only this schema; may be given more than once
      --into <folder>          the folder of the package; connectors/<name> when left out

  move --from <folder> --to <url>         carries the embedded database in a folder over to an empty PostgreSQL; stop its
                               engine first. Afterwards the folder can't be opened any more
      --to <postgres url>      shows in lists of processes, and pnpm prints it: leave it out, and set
                               RECHTOP_DATABASE_URL instead
                               with RECHTOP_SECRET set, it is tried on what is sealed
  --help                       this text
`
