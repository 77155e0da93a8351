import { readsRequests } from './guard.ts'

/** Ids of our own things are opaque and can stand in a URL. */
export function encodeGlobalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url')
}

/** The id within its type, or null when it is no id of that type: an unknown id is not an error. */
export function decodeGlobalId(globalId: string, typename: string): string | null {
  const [type, id] = Buffer.from(globalId, 'base64url').toString().split(':', 2)
  return type === typename && id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : null
}

/** How connections and nodes look; every field of theirs has a description. */
export const relayOptions = {
  clientMutationId: 'omit',
  cursorType: 'String',
  nodesQueryOptions: false,
  nodeQueryOptions: {
    description: 'Any thing of ours, by its id.',
    authScopes: { 'request:read': true },
    args: { id: { description: 'Its id.' } },
  },
  encodeGlobalID: (typename: string, id: bigint | number | string) => encodeGlobalId(typename, String(id)),
  // what is no id of a node is looked up as a request that does not exist
  decodeGlobalID: (globalId: string) => {
    const batch = decodeGlobalId(globalId, 'Batch')
    if (batch !== null) return { typename: 'Batch', id: batch }
    return { typename: 'Request', id: decodeGlobalId(globalId, 'Request') ?? '' }
  },
  nodeTypeOptions: { description: 'A thing of ours that has an id.', authScopes: readsRequests },
  idFieldOptions: { description: 'Its id. Opaque, and the same for ever.' },
  edgesFieldOptions: { nullable: { list: false, items: false }, description: 'This page, in order.' },
  nodeFieldOptions: { nullable: false, description: 'The thing itself.' },
  cursorFieldOptions: { description: 'Give it as `after` to go on from here.' },
  pageInfoFieldOptions: { description: 'Where this page begins and ends.' },
  pageInfoTypeOptions: { description: 'Where a page begins and ends.', isPublic: true },
  hasNextPageFieldOptions: { description: 'Whether more comes after this page.' },
  hasPreviousPageFieldOptions: { description: 'Whether this page came after another.' },
  startCursorFieldOptions: { description: 'Cursor of the first item.' },
  endCursorFieldOptions: { description: 'Cursor of the last item: give it as `after` for the next page.' },
} as const
