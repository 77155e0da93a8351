export { calendly } from './calendly.ts'
export { CalendlyContact } from './records.ts'
