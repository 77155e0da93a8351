import { createFakeApi, repeatedText, type FakeApi, type Faults } from '@rechtop/connector/fake'
import { recordNotFound, type Call, type Route } from './answer.ts'
import type { FakeAttachment, FakeState } from './state.ts'

/** Where the account sends whoever asks for an attachment: another host, by an address that lets in whoever has it. */
export const fileHost = 'https://p1.zdusercontent.com'

function findFile({ tickets }: FakeState, { params }: Call): FakeAttachment | undefined {
  const id = params['token']?.slice(1)
  return tickets
    .flatMap(({ comments }) => comments.flatMap(({ attachments }) => attachments))
    .find((attachment) => String(attachment.id) === id)
}

export const attachmentRoute: Route = {
  method: 'get',
  path: '/attachments/token/:token',
  answer(world, call) {
    const file = findFile(world.state, call)
    if (file === undefined) return recordNotFound
    const location = `${world.fileOrigin()}/attachment/t${file.id}?name=${encodeURIComponent(file.file_name)}`
    return { status: 302, headers: { location } }
  },
}

/** The host of the files. */
export function createFileHost(state: FakeState, faults: Faults, clock: () => Date): FakeApi {
  return createFakeApi({
    origin: fileHost,
    faults,
    clock,
    routes: [
      {
        method: 'get',
        path: '/attachment/:token',
        answer(call) {
          const file = findFile(state, call)
          if (file === undefined) return { status: 404, text: 'Not found' }
          const headers = { 'content-type': file.content_type, 'content-length': String(file.size) }
          return { status: 200, bytes: repeatedText(file.text, file.size), headers }
        },
      },
    ],
  })
}
