import { defineHolding } from '@rechtop/connector'
import { Appointment } from '@rechtop/schema'
import { CalendlyContact } from './records.ts'

const citation = 'Calendly help article 4412601189911, Deleting personal data in Calendly'

const contacts = defineHolding({
  type: CalendlyContact,
  grain: 'record',
  role: 'controller',
  purposes: [
    { purpose: 'Knowing whom one meets', basis: 'legitimate-interest', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
})

const meetings = defineHolding({
  type: Appointment,
  // Calendly deletes by e-mail address: all that a person booked, or nothing
  grain: 'set',
  role: 'controller',
  purposes: [
    { purpose: 'Holding the meeting that was booked', basis: 'contract', fields: 'all', keep: 'until-asked' },
  ],
  onErase: 'erase',
  // Calendly may take the contact along, so whoever is to be told goes first
  after: ['contacts'],
  residue: [
    { what: 'The meeting and its time, with a nameless invitee under a random address', citation },
    {
      what: 'Perhaps place, notes, campaign, payment, phone number for reminders, and who called it off and why: Calendly names the deletion of name, address and answers only',
      citation,
    },
    { what: 'The entry of the request in the Admin center, under Security, Data deletion', citation },
    { what: 'Copies at sub-processors of Calendly, for thirty days', citation },
  ],
})

export const calendlyHoldings = { contacts, meetings }
export type CalendlyHoldings = typeof calendlyHoldings
