import type { ZendeskTicket } from '../world.ts'
import { inventIpAddress } from './person.ts'
import type { Random } from './random.ts'

type Question = { readonly subject: string; readonly question: string; readonly answer: string }

const questions: readonly [Question, ...Question[]] = [
  {
    subject: 'Importeren lukt niet',
    question: 'Bij het importeren van mijn lijst krijg ik een foutmelding. Wat doe ik verkeerd?',
    answer: 'De eerste regel van uw bestand mist de kolomnamen. Met die regel erbij gaat het goed.',
  },
  {
    subject: 'Factuur niet ontvangen',
    question: 'Ik heb de laatste factuur niet ontvangen. Kunt u hem nog eens sturen?',
    answer: 'Die staat in uw account onder Facturen; we hebben hem ook opnieuw gemaild.',
  },
  {
    subject: 'Wachtwoord vergeten',
    question: 'De mail om mijn wachtwoord te herstellen komt niet aan.',
    answer: 'We hebben een nieuwe gestuurd; kijk ook even bij de ongewenste mail.',
  },
  {
    subject: 'Koppeling met webshop',
    question: 'Kan ik mijn webshop koppelen, zodat nieuwe klanten vanzelf op de lijst komen?',
    answer: 'Ja, dat kan met de koppeling in de kennisbank.',
  },
]

/** A ticket: a question signed by its asker, an answer, and once in a while a note between colleagues. */
export function inventTicket(random: Random, name: string, status: ZendeskTicket['status']): ZendeskTicket {
  const { subject, question, answer } = random.pick(questions)
  const asked = { body: `${question}\n\nGroet, ${name}`, ip: inventIpAddress(random) }
  if (status === 'new' || status === 'open') return { subject, status, comments: [asked] }
  const note = { body: `Gebeld met ${name}, is geholpen.`, public: false, byAgent: true }
  const answered = { body: answer, byAgent: true }
  return { subject, status, comments: [asked, answered, ...(random.chance(0.3) ? [note] : [])] }
}
