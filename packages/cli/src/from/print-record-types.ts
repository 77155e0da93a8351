import { titleOf, type Column } from './catalog.ts'
import { baseOf, isList, shapeOf, type ValueShape } from './column-type.ts'
import { isOwn, type OwnField, type OwnType, type ProposedHolding } from './proposal.ts'

/** The connector's own record types; null when it needs none. */
export function printRecordTypes(holdings: readonly ProposedHolding[]): string | null {
  const types = holdings.map(({ type }) => type).filter(isOwn)
  if (types.length === 0) return null
  const body = types.map(typeStatement).join('\n')
  const names = ['defineRecordType', 'field', ...(body.includes(' text(') ? ['text'] : [])]
  const zod = body.includes('z.') ? "import { z } from 'zod'\n" : ''
  return `import { ${names.join(', ')} } from '@rechtop/connector'\n${zod}\n${body}`
}

function typeStatement({ name, table, category, fields }: OwnType): string {
  return `/** Proposed from the columns of ${titleOf(table)}: each category is to be confirmed. */
export const ${name} = defineRecordType({
  name: '${name}',
  category: '${category}',
  description: ${quoted(`A row of ${titleOf(table)}.`)},
  fields: {
${fields.map(fieldLine).join('\n')}
  },
})
`
}

function fieldLine({ field, column, category, format, reference }: OwnField): string {
  const shape = reference ? 'text' : shapeOf(column)
  const schema = isList(column.type) ? `z.array(${elementOf(column)})` : schemaOf(shape, format)
  return `    ${field}: field('${category}', ${schema}, ${quoted(`The column ${column.name}.`)}),`
}

function schemaOf(shape: ValueShape, format: string | null): string {
  if (shape === 'number' || shape === 'boolean') return `z.${shape}()`
  if (shape === 'json') return 'z.unknown()'
  return format === null ? 'text()' : `text('${format}')`
}

function elementOf(column: Column): string {
  const shape = shapeOf({ ...column, type: baseOf(column.type) })
  if (shape === 'number' || shape === 'boolean') return `z.${shape}()`
  return shape === 'json' ? 'z.unknown()' : 'z.string()'
}

export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
