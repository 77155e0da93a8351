/** Local parts of mailboxes that several people read. An address like this names a party, never one person. */
const roleMailboxes = new Set(
  (
    'info mail email post contact hello hallo office kantoor receptie reception balie sales verkoop inkoop ' +
    'support help helpdesk service klantenservice klantcontact admin administratie administration beheer ' +
    'webmaster hostmaster postmaster abuse noreply no-reply finance financien facturen factuur invoice invoices ' +
    'billing boekhouding accounts accounting debiteuren crediteuren marketing press pers hr jobs vacatures ' +
    'sollicitatie team secretariaat directie bestuur planning reserveringen orders bestellingen webshop shop ' +
    'privacy fg dpo security'
  ).split(' '),
)

/** Whether a normalised e-mail address is one that several people read. Plus-tags do not hide it. */
export function isRoleMailbox(address: string, more: readonly string[]): boolean {
  const local = (address.split('@')[0] ?? '').split('+')[0] ?? ''
  return roleMailboxes.has(local) || more.includes(local)
}
