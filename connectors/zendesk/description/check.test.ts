import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { check, type Report } from './check.ts'
import { createDescription, openDescription } from './description.ts'
import type { Endpoint } from './endpoints.ts'
import type { Known } from './known.ts'
import { isGood, textOf } from './print.ts'
import type { Exchange } from './scene.ts'

/** An invented service that lends out boats. */
const boats = `
openapi: 3.0.3
info: { title: Boats, version: '1' }
paths:
  /boats/{boat_id}:
    get:
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/OneBoat' }
              examples: { default: { value: { boat: { id: 1, name: Swan } } } }
        '404': { description: nothing }
    delete:
      responses: { '204': { description: gone } }
  /boats/new:
    post:
      responses:
        '201': { content: { application/json: { schema: { $ref: '#/components/schemas/Boat' } } } }
components:
  schemas:
    OneBoat:
      properties:
        boat:
          oneOf:
            - $ref: '#/components/schemas/Boat'
            - { type: object, properties: { id: { type: integer } } }
    Boat:
      allOf:
        - type: object
          required: [id, secret]
          properties:
            id: { type: integer }
            secret: { type: string, writeOnly: true }
        - properties:
            name: { type: string }
            owner: { type: string, nullable: true }
            state: { type: string, enum: [afloat, ashore] }
            towed_by: { $ref: '#/components/schemas/Boat' }
`
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'description-'))
  folders.push(folder)
  const file = join(folder, 'boats.yaml')
  writeFileSync(file, text)
  return file
}

const Boat = z.object({
  boat: z.object({ id: z.int().transform(String), name: z.string().nullish(), owner: z.string().nullish() }),
})
const showing = (reads: z.ZodType | null): Endpoint => ({ method: 'get', path: '/boats/{}', reads })
const answering = (boat: object): Exchange => ({
  method: 'GET',
  path: '/boats/7',
  status: 200,
  body: { boat },
})
const swan = { id: 7, name: 'Swan', owner: null, state: 'afloat' }
const nothing: Known = { gaps: [], unlisted: [], differing: [] }

function hold(
  answers: readonly Exchange[],
  { reads = Boat, known = nothing, text = boats }: { reads?: z.ZodType; known?: Known; text?: string } = {},
): Report {
  return check(openDescription(fileWith(text)), [showing(reads)], answers, known)
}
const differencesIn = ({ lines }: Report): readonly string[] =>
  lines.flatMap(({ differences }) => differences)

test('what is as described is said in one line', () => {
  const report = hold([answering(swan), answering({ id: 8 })])
  expect(isGood(report)).toBe(true)
  expect(textOf(report)).toMatch(/^ok +GET \/boats\/\{\} +2 answers, 4 fields\n\n1 endpoint, 0 with/)
})

test('an answer of the fake of another type is told, also where an alternative does not name the field', () => {
  const report = hold([answering({ ...swan, name: 1, state: 'sunk' })], { reads: z.object({}) })
  expect(isGood(report)).toBe(false)
  expect(differencesIn(report)).toEqual([
    'boat.name: number, described as string',
    'boat.state: "sunk", not among the described values',
  ])
  expect(textOf(report)).toContain('boat.name: number, described as string')
  const other = hold([{ ...answering(swan), status: 201 }])
  expect(differencesIn(other)).toEqual(['status: 201, described as 200'])
})

test('an answer that the connector cannot read is told, and an example that it cannot read', () => {
  const reads = z.object({ boat: z.object({ id: z.int(), name: z.literal('Heron') }) })
  expect(differencesIn(hold([answering(swan)], { reads }))).toEqual([
    expect.stringMatching(/^boat\.name: the connector cannot read it/),
    expect.stringMatching(/^boat\.name: in an example of the description, the connector cannot read it/),
  ])
})

test('a field that takes less than is described is told', () => {
  const reads = z.object({ boat: z.object({ owner: z.string().optional(), id: z.string() }) })
  const told = differencesIn(hold([], { reads }))
  expect(told).toContain('boat.owner: may be null, which the connector does not take')
  expect(told).toContain('boat.id: may be integer, which the connector does not take')
})

test('a field that the description lacks is told, unless it is listed; and when it is listed in vain', () => {
  const reads = z.object({ boat: z.object({ id: z.int(), draught: z.string() }) })
  const deep = answering({ ...swan, draught: '2 m' })
  const told = 'boat.draught: the connector reads it, the description does not have it'
  expect(differencesIn(hold([deep], { reads }))).toEqual([told])
  const known = { ...nothing, unlisted: [{ at: ['boat.draught'], source: 'the harbour', why: 'it is new' }] }
  const listed = hold([deep], { reads, known })
  expect([isGood(listed), listed.stale]).toEqual([true, []])
  const elsewhere = known.unlisted.map((one) => ({ ...one, endpoints: ['GET /oars'] }))
  expect(differencesIn(hold([deep], { reads, known: { ...nothing, unlisted: elsewhere } }))).toEqual([told])
  const unread = hold([answering(swan)], { known })
  expect(unread.stale).toEqual([])
  const newer = boats
    .replace('state: {', 'draught: { type: string }\n            state: {')
    .replace('name: Swan', 'draught: 1 m')
  const stale = hold([deep], { reads, known, text: newer })
  expect(stale.stale).toEqual(['no longer a gap: boat.draught'])
  expect(textOf(stale)).toContain('no longer a gap: boat.draught')
})

test('what we read of an object is not missed where none is described', () => {
  const reads = z.object({ boat: z.object({ name: z.union([z.string(), z.object({ first: z.string() })]) }) })
  expect(differencesIn(hold([answering(swan)], { reads }))).toEqual([])
})

test('what has to be there is told, unless it is only ever sent', () => {
  const endpoints: Endpoint[] = [{ method: 'post', path: '/boats/new', reads: null }]
  const exchange = { method: 'POST', path: '/boats/new', status: 201, body: {} }
  const report = check(openDescription(fileWith(boats)), endpoints, [exchange], nothing)
  expect(differencesIn(report)).toEqual(['the answer: lacks id'])
})

test('a difference that is listed is passed over, another one in its place is not', () => {
  const known = {
    ...nothing,
    differing: [{ at: ['boat.id'], says: 'null', source: 'the harbour', why: 'new' }],
  }
  const reads = z.object({})
  expect(differencesIn(hold([answering({ id: null })], { reads, known }))).toEqual([])
  expect(differencesIn(hold([answering({ id: 'x' })], { reads, known }))).toHaveLength(1)
  expect(hold([answering(swan)], { reads, known }).stale).toEqual(['no longer differs: boat.id'])
})

test('an endpoint that the description lacks is told, unless it is a gap; and a gap that is none any more', () => {
  const endpoints: Endpoint[] = [{ method: 'get', path: '/boats', reads: null }]
  const exchanges: Exchange[] = [{ method: 'GET', path: '/boats', status: 200, body: { boats: [] } }]
  const description = openDescription(fileWith(boats))
  expect(differencesIn(check(description, endpoints, exchanges, nothing))).toHaveLength(1)
  const known = { ...nothing, gaps: [{ endpoint: 'GET /boats', source: 'the harbour' }] }
  const gap = check(description, endpoints, exchanges, known)
  expect([isGood(gap), gap.stale]).toEqual([true, []])
  expect(textOf(gap)).toMatch(/^gap +GET \/boats +not in the description: the harbour/)
  const newer = openDescription(fileWith(boats.replace('/boats/{boat_id}:\n    get', '/boats:\n    get')))
  expect(check(newer, endpoints, exchanges, known).stale).toEqual(['no longer a gap: GET /boats'])
})

test('a gap is held against what is like it', () => {
  const endpoints: Endpoint[] = [{ method: 'get', path: '/harbours/{}/boat', reads: Boat }]
  const known = {
    ...nothing,
    gaps: [{ endpoint: 'GET /harbours/{}/boat', source: 'the harbour', like: 'GET /boats/{}' }],
  }
  const exchange = { ...answering({ ...swan, name: 1 }), path: '/harbours/1/boat' }
  const report = check(openDescription(fileWith(boats)), endpoints, [exchange], known)
  expect(differencesIn(report)).toContain('boat.name: number, described as string')
})

test('an endpoint that the fake never answered is told, and a call of none', () => {
  const report = hold([{ method: 'GET', path: '/oars', status: 200, body: {} }])
  expect(differencesIn(report)).toEqual(['the fake was not brought to answer it'])
  expect(report.strange).toEqual(['GET /oars'])
})

test('a body where none is described is told', () => {
  const endpoints: Endpoint[] = [{ method: 'delete', path: '/boats/{}', reads: null }]
  const gone = { method: 'DELETE', path: '/boats/7', status: 204, body: undefined }
  const description = openDescription(fileWith(boats))
  expect(differencesIn(check(description, endpoints, [gone], nothing))).toEqual([])
  const told = check(description, endpoints, [{ ...gone, body: {} }], nothing)
  expect(differencesIn(told)).toEqual(['the answer: has a body, described without'])
})

test('what is no description is told', async () => {
  expect(() => openDescription(fileWith('a: [b'))).toThrow('neither YAML nor JSON')
  expect(() => openDescription(fileWith('swagger: "2.0"'))).toThrow('no OpenAPI 3')
  expect(() => createDescription(null)).toThrow('no OpenAPI 3')
  const broken = {
    openapi: '3.0.3',
    paths: { '/boats/{}': { get: { responses: { 200: { $ref: '#/nowhere' } } } } },
  }
  expect(() => createDescription(broken).operation('get', '/boats/{}')).toThrow('not there')
  const wrong = { openapi: '3.0.3', paths: { '/boats/{}': { get: { responses: 'none' } } } }
  expect(() => createDescription(wrong).operation('get', '/boats/{}')).toThrow('get /boats/{}')
})

test('a file that is not there is told', async () => {
  const main = join(import.meta.dirname, 'main.ts')
  const run = promisify(execFile)
  await expect(run(process.execPath, [main, '/nowhere/boats.yaml'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no file /nowhere/boats.yaml'),
  })
  await expect(run(process.execPath, [main])).rejects.toMatchObject({ code: 2 })
})
