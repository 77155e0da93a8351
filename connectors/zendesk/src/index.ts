export { ZendeskUser } from './user-record.ts'
export { zendesk } from './zendesk.ts'
