export { bearerToken, clientCredentials, tokenFrom, type Credentials } from './credentials.ts'
export {
  createHttpClient,
  type HttpAnswer,
  type HttpCall,
  type HttpClient,
  type HttpClientOptions,
  type HttpRequest,
} from './http-client.ts'
export { isLoopback, isLoopbackOrigin } from './hosts.ts'
export { mapConcurrently } from './map-concurrently.ts'
export { pages } from './pages.ts'
