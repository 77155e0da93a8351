import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { mariadbBinary, startMariadb } from './mariadb.ts'

const reason = mariadbBinary() === null ? 'this machine has no MariaDB' : null

test('a MariaDB of its own starts empty on a port of its own, and is gone when it is stopped', async ({
  skip,
}) => {
  skip(reason !== null, reason ?? '')
  const [one, other] = await Promise.all([startMariadb(), startMariadb()])
  try {
    expect(new Set([one.url, other.url, 'mysql://root@127.0.0.1:3306/rechtop']).size).toBe(3)
    const connection = await createConnection(one.url)
    const [rows] = await connection.query('select database() as name, @@collation_database as collation')
    expect(rows).toEqual([{ name: 'rechtop', collation: 'utf8mb4_general_ci' }])
    const [tables] = await connection.query('show tables')
    expect(tables).toEqual([])
    connection.destroy()
  } finally {
    await Promise.all([one.stop(), other.stop()])
  }
  await expect(createConnection(one.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
