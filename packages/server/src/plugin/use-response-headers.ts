import type { Plugin } from 'graphql-yoga'

const always = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
}
/** What the GraphiQL page needs, all of it within the page: nothing is fetched from elsewhere. */
const pagePolicy =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; " +
  "img-src data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** No answer is kept, guessed at, framed, or told to another site. */
export function useResponseHeaders(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(always)) response.headers.set(name, value)
      const isPage = response.headers.get('content-type')?.startsWith('text/html') === true
      // a file that somebody sent in has a stricter one of its own
      if (isPage && !response.headers.has('content-security-policy')) {
        response.headers.set('content-security-policy', pagePolicy)
      }
    },
  }
}
