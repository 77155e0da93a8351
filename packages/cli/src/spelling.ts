/** One name in the spellings of code. Accents fall away; words are told apart by anything but letters and digits, and by capitals. */
export function wordsOf(name: string): string[] {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

export const camelCase = (name: string): string =>
  wordsOf(name)
    .map((word, index) => (index === 0 ? word : capitalized(word)))
    .join('')

export const pascalCase = (name: string): string => wordsOf(name).map(capitalized).join('')

const capitalized = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** As English and Dutch make it, in most cases. */
export function singularOf(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`
  if (/(ss|x|ch|sh)es$/.test(name)) return name.slice(0, -2)
  if (/[^s]s$/.test(name)) return name.slice(0, -1)
  return dutchSingulars[name] ?? name
}

const dutchSingulars: Readonly<Record<string, string>> = {
  klanten: 'klant',
  personen: 'persoon',
  leden: 'lid',
  relaties: 'relatie',
  gebruikers: 'gebruiker',
  adressen: 'adres',
  facturen: 'factuur',
  bestellingen: 'bestelling',
  betalingen: 'betaling',
}

export function pluralOf(name: string): string {
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`
}
