/** What every mutation says of its idempotency key. */
export const sameKey =
  'The same key with the same input gives the same answer, and it is done once: for trying again safely. A key is ' +
  'one’s own, and is remembered for as many days as the policy says.'
