/**
 * The closed list of categories of personal data (GDPR art. 30(1)(c)), each with its IRI in the Data Privacy
 * Vocabulary (DPV 2.3) and its key in Fideslang. There is none for special categories (art. 9): Rechtop has no type
 * that could hold them.
 */
export const categories = {
  name: { dpv: 'pd:Name', fides: 'user.name', label: 'Name' },
  gender: { dpv: 'pd:Gender', fides: 'user.demographic.gender', label: 'Gender' },
  job: { dpv: 'pd:Job', fides: 'user.job_title', label: 'Job title' },
  address: { dpv: 'pd:PhysicalAddress', fides: 'user.contact.address', label: 'Postal address' },
  email: { dpv: 'pd:EmailAddress', fides: 'user.contact.email', label: 'E-mail address' },
  phone: { dpv: 'pd:TelephoneNumber', fides: 'user.contact.phone_number', label: 'Phone number' },
  organisation: { dpv: 'dpv:Organisation', fides: 'user.contact.organization', label: 'Organisation' },
  website: { dpv: 'pd:Identifying', fides: 'user.contact.url', label: 'Website and domain' },
  account: { dpv: 'pd:Username', fides: 'user.account.username', label: 'Account' },
  billing: { dpv: 'pd:Transaction', fides: 'user.payment', label: 'Invoices and payments' },
  bankAccount: { dpv: 'pd:BankAccount', fides: 'user.financial.bank_account', label: 'Bank account' },
  ipAddress: { dpv: 'pd:IPAddress', fides: 'user.device.ip_address', label: 'IP address' },
  device: { dpv: 'pd:DeviceBased', fides: 'user.device', label: 'Device and browser' },
  browsing: {
    dpv: 'pd:BrowsingBehaviour',
    fides: 'user.behavior.browsing_history',
    label: 'Browsing behaviour',
  },
  preference: {
    dpv: 'pd:PrivacyPreference',
    fides: 'user.privacy_preferences',
    label: 'Consent and choices',
  },
  communication: { dpv: 'pd:Communication', fides: 'user.content.private', label: 'Correspondence' },
} as const satisfies Record<string, { dpv: string; fides: string; label: string }>

export type Category = keyof typeof categories
