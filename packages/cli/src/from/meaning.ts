import type { Category, Format, IdentifierKind } from '@rechtop/schema'
import { wordsOf } from '../spelling.ts'

/** What the name of a column says of what stands in it. */
export type Meaning = {
  readonly name: string
  readonly category: Category
  /** What fields of record types are called that hold it. */
  readonly fields: readonly string[]
  readonly identifier?: IdentifierKind
  readonly format?: Format
}

type Known = Omit<Meaning, 'name'> & {
  /** English and Dutch, in single words; alternatives between bars. */
  readonly phrases: string
  /** Only as the whole name, or after one of these words: `file name` is nobody's name. */
  readonly after?: string
}

const person = 'full|customer|klant|contact|display|account|person|member|user|client|lid|company'
const known: Readonly<Record<string, Known>> = {
  email: {
    category: 'email',
    fields: ['address', 'sentTo', 'email'],
    identifier: 'email',
    format: 'email',
    phrases:
      'email|e mail|mail|email address|e mail address|emailadres|mailadres|e mailadres|email adres|e mail adres|mail adres|mail address',
  },
  phone: {
    category: 'phone',
    fields: ['number', 'phone'],
    identifier: 'phone',
    phrases:
      'phone|phone number|phonenumber|telephone|telephone number|telefoon|telefoonnummer|telefoon nummer|telefoonnr|tel|tel nr|mobile|mobile phone|mobile number|mobiel|mobiel nummer|gsm|fax',
  },
  customerNumber: {
    category: 'organisation',
    fields: ['customerNumber'],
    identifier: 'customerNumber',
    phrases:
      'customer number|customer no|customer nr|customer code|client number|member number|debtor number|klantnummer|klant nummer|klantnr|klant nr|klantcode|lidnummer|debiteurnummer|debiteurennummer|relatienummer',
  },
  externalId: {
    category: 'account',
    fields: ['externalId'],
    identifier: 'externalId',
    phrases: 'external id|external reference|externe id',
  },
  cookieId: {
    category: 'device',
    fields: ['cookieId'],
    identifier: 'cookieId',
    phrases: 'cookie|cookie id|visitor id|visitor cookie',
  },
  username: {
    category: 'account',
    fields: ['username'],
    phrases: 'username|user name|login name|gebruikersnaam|inlognaam|nickname|nick name',
  },
  givenName: {
    category: 'name',
    fields: ['givenName'],
    phrases: 'first name|firstname|given name|voornaam|voornamen|voorletters|initialen|initials|roepnaam',
  },
  familyName: {
    category: 'name',
    fields: ['familyName'],
    phrases: 'last name|lastname|family name|surname|achternaam|familienaam|geslachtsnaam',
  },
  namePrefix: {
    category: 'name',
    fields: [],
    phrases: 'tussenvoegsel|tussenvoegsels|voorvoegsel|infix|name prefix',
  },
  fullName: {
    category: 'name',
    fields: ['fullName', 'accountHolder', 'payerName', 'billedTo', 'name'],
    phrases: 'name|naam|fullname|volledige naam|tenaamstelling|account holder|rekeninghouder',
    after: person,
  },
  gender: { category: 'gender', fields: ['gender'], phrases: 'gender|sex|geslacht|aanhef|salutation' },
  jobTitle: {
    category: 'job',
    fields: ['jobTitle'],
    phrases: 'job title|jobtitle|functie|beroep|occupation',
  },
  birthDate: {
    category: 'account',
    fields: ['birthDate'],
    phrases: 'birth date|birthdate|date of birth|dob|birthday|geboortedatum|geboren op',
  },
  street: {
    category: 'address',
    fields: ['street'],
    phrases:
      'street|street name|street address|address|address line|address line 1|straat|straatnaam|adres|adresregel',
  },
  houseNumber: {
    category: 'address',
    fields: ['houseNumber'],
    phrases: 'house number|house no|house nr|huisnummer|huisnr',
  },
  houseAddition: {
    category: 'address',
    fields: [],
    phrases: 'toevoeging|huisnummer toevoeging|address line 2',
  },
  postalCode: {
    category: 'address',
    fields: ['postalCode'],
    phrases: 'postal code|postalcode|post code|postcode|zip|zip code|zipcode',
  },
  city: { category: 'address', fields: ['city'], phrases: 'city|town|stad|plaats|woonplaats|plaatsnaam' },
  country: { category: 'address', fields: ['country'], phrases: 'country|country code|land|landcode' },
  organisation: {
    category: 'organisation',
    fields: ['name'],
    phrases:
      'company|company name|organisation|organization|organisation name|bedrijf|bedrijfsnaam|organisatie',
  },
  vatNumber: {
    category: 'organisation',
    fields: ['vatNumber'],
    phrases: 'vat number|vat id|vat no|btw nummer|btwnummer|btw id',
  },
  tradeRegister: {
    category: 'organisation',
    fields: ['chamberOfCommerceNumber'],
    phrases: 'kvk|kvk nummer|kvknummer|chamber of commerce number|coc number',
  },
  ipAddress: {
    category: 'ipAddress',
    fields: ['ipAddress', 'signUpIpAddress'],
    format: 'ip',
    phrases: 'ip|ip address|ipaddress|ip adres|ip addr|remote addr|remote ip|client ip|sign up ip',
  },
  userAgent: { category: 'device', fields: ['userAgent'], phrases: 'user agent|useragent|browser|device' },
  url: { category: 'browsing', fields: ['url'], phrases: 'url|page|path|pagina' },
  referrer: { category: 'browsing', fields: ['referrer'], phrases: 'referrer|referer|verwijzer' },
  iban: {
    category: 'bankAccount',
    fields: ['iban', 'payerIban'],
    format: 'iban',
    phrases: 'iban|bank account|bank account number|account number|rekening|rekeningnummer|bankrekening',
  },
  amount: {
    category: 'billing',
    fields: ['amount'],
    phrases: 'amount|total|total amount|price|bedrag|totaal|totaalbedrag|prijs|subtotal|discount|korting',
  },
  vatAmount: { category: 'billing', fields: ['vatAmount'], phrases: 'vat|vat amount|btw|btw bedrag' },
  currency: { category: 'billing', fields: ['currency'], phrases: 'currency|currency code|valuta' },
  note: {
    category: 'communication',
    fields: ['body', 'contactNote', 'comment'],
    phrases:
      'note|notes|remark|remarks|comment|comments|body|message|text|opmerking|opmerkingen|notitie|notities|bericht|tekst|toelichting',
  },
  subject: { category: 'communication', fields: ['subject'], phrases: 'subject|onderwerp' },
}

type Phrase = { readonly meaning: Meaning; readonly after: ReadonlySet<string> | null }
const byPhrase = new Map<string, Phrase>(
  Object.entries(known).flatMap(([name, { phrases, after, ...meaning }]) =>
    phrases
      .split('|')
      .map((phrase) => [
        phrase,
        { meaning: { name, ...meaning }, after: after === undefined ? null : new Set(after.split('|')) },
      ]),
  ),
)

/**
 * The meaning of a column by the longest end of its name that is known, and the words before it: `billing_street` is a
 * street, of `billing`.
 */
export function meaningOf(column: string): { readonly meaning: Meaning; readonly of: string } | null {
  const words = wordsOf(column)
  for (const at of words.keys()) {
    const found = byPhrase.get(words.slice(at).join(' '))
    if (found === undefined) continue
    const before = words.slice(0, at)
    if (found.after === null || before.length === 0) return { meaning: found.meaning, of: before.join(' ') }
    const isPersons = before.length === 1 && found.after.has(before[0] ?? '')
    return isPersons ? { meaning: found.meaning, of: '' } : null
  }
  return null
}
