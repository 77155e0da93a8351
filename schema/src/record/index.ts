import { Account } from './account.ts'
import { Appointment } from './appointment.ts'
import { Consent } from './consent.ts'
import { CookieChoice } from './cookie-choice.ts'
import { Correspondence } from './correspondence.ts'
import { EmailAddress } from './email-address.ts'
import { Invoice } from './invoice.ts'
import { IpObservation } from './ip-observation.ts'
import { Login } from './login.ts'
import { MailEvent } from './mail-event.ts'
import { MailingSubscription } from './mailing-subscription.ts'
import { Organisation } from './organisation.ts'
import { PageView } from './page-view.ts'
import { Payment } from './payment.ts'
import { PaymentMethod } from './payment-method.ts'
import { PersonName } from './person-name.ts'
import { PhoneNumber } from './phone-number.ts'
import { PostalAddress } from './postal-address.ts'
import { SupportTicket, TicketComment } from './support-ticket.ts'

/**
 * The record types that everyone shares, each under the name of its list on a subject. A connector may define
 * types of its own; those appear among a subject's records.
 */
export const recordTypes = {
  names: PersonName,
  addresses: PostalAddress,
  emailAddresses: EmailAddress,
  phoneNumbers: PhoneNumber,
  organisations: Organisation,
  accounts: Account,
  logins: Login,
  ipObservations: IpObservation,
  pageViews: PageView,
  mailEvents: MailEvent,
  mailingSubscriptions: MailingSubscription,
  consents: Consent,
  cookieChoices: CookieChoice,
  invoices: Invoice,
  payments: Payment,
  paymentMethods: PaymentMethod,
  supportTickets: SupportTicket,
  correspondence: Correspondence,
  appointments: Appointment,
} as const

export {
  Account,
  Appointment,
  Consent,
  CookieChoice,
  Correspondence,
  EmailAddress,
  Invoice,
  IpObservation,
  Login,
  MailEvent,
  MailingSubscription,
  Organisation,
  PageView,
  Payment,
  PaymentMethod,
  PersonName,
  PhoneNumber,
  PostalAddress,
  SupportTicket,
  TicketComment,
}
