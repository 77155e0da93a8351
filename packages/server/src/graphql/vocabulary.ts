import { categories, identifierKinds, legalBases, type Category, type IdentifierKind } from '@rechtop/schema'
import type { Builder } from './builder.ts'

/** The closed sets of words that several types share. */
export type Vocabulary = ReturnType<typeof addVocabulary>

/** Adds an enum: each value in capitals, with what it means. */
export function addEnum<Value extends string>(
  builder: Builder,
  name: string,
  description: string,
  meanings: Readonly<Record<Value, string>>,
) {
  const values: Record<string, { value: Value; description: string }> = {}
  for (const value in meanings) values[constantCase(value)] = { value, description: meanings[value] }
  return builder.enumType(name, { description, values })
}

function constantCase(word: string): string {
  return word
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase()
}

export function addVocabulary(builder: Builder) {
  return {
    identifierKind: addEnum<IdentifierKind>(builder, 'IdentifierKind', 'What an identifier is.', {
      email: 'An e-mail address.',
      phone: 'A phone number. People share one, so it never proves who somebody is.',
      customerNumber: 'The number under which the company knows a customer.',
      accountId: 'The id of an account to sign in with.',
      externalId: 'The id of a person in another system.',
      cookieId: 'The identifier in a browser’s cookie.',
    }),
    category: addEnum<Category>(
      builder,
      'DataCategory',
      'A category of personal data (GDPR art. 30(1)(c)).',
      mapValues(categories, ({ label, dpv }) => `${label} (${dpv}).`),
    ),
    legalBasis: addEnum(
      builder,
      'LegalBasis',
      'The legal basis of a purpose.',
      mapValues(legalBases, ({ article }) => `GDPR art. ${article}.`),
    ),
    grain: addEnum(builder, 'Grain', 'How the items of a holding are decided.', {
      record: 'One by one, each by its reference.',
      set: 'All together, or up to a date.',
    }),
  }
}

/** Whether a word is a kind of identifier that we still know. */
export function isIdentifierKind(word: string): word is IdentifierKind {
  return identifierKinds.some((kind) => kind === word)
}

function mapValues<Key extends string, Value>(
  entries: Readonly<Record<Key, Value>>,
  describe: (value: Value) => string,
): Record<Key, string> {
  const described: Partial<Record<Key, string>> = {}
  for (const key in entries) described[key] = describe(entries[key])
  // every key has been visited
  return described as Record<Key, string>
}
