import SchemaBuilder, {
  BasePlugin,
  PothosSchemaError,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- Pothos takes its extensions through this namespace
  export namespace PothosSchemaTypes {
    // oxlint-disable-next-line no-unused-vars -- the declaration that this merges with has the parameter
    export interface Plugins<Types extends SchemaTypes> {
      guard: GuardPlugin<Types>
    }
    // oxlint-disable-next-line no-unused-vars -- as above
    export interface ObjectTypeOptions<Types extends SchemaTypes, Shape> {
      /** Its fields say nothing about anybody: whoever may reach the object may read them. */
      readonly isPublic?: true
    }
  }
}

const pluginName = 'guard'

/** The options of scope-auth that would switch off a guard that this plugin has counted. */
const loopholes = ['skipTypeScopes', 'skipInterfaceScopes', 'runScopesOnType', 'unauthorizedResolver']

/**
 * Denies by default: the schema is not built while one field has no guard. A field is guarded by scopes of its own,
 * of its type, or of an interface of its type. Inherited, connection and node fields count like any other.
 */
export class GuardPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const owner = this.buildCache.getTypeConfig(field.parentType)
    const at = `${field.parentType}.${field.name}`
    const interfaces =
      owner.kind === 'Object' || owner.kind === 'Interface'
        ? owner.interfaces.map((one) => this.buildCache.getTypeConfig(one, 'Interface').pothosOptions)
        : []
    const all = [asRecord(field.pothosOptions), asRecord(owner.pothosOptions), ...interfaces.map(asRecord)]
    for (const loophole of loopholes) {
      if (all.some((options) => loophole in options))
        throw new PothosSchemaError(`${at}: do without ${loophole}`)
    }
    const isPublic = 'isPublic' in owner.pothosOptions && owner.pothosOptions.isPublic === true
    const guards = all.map((options) => options['authScopes']).filter((scopes) => scopes !== undefined)
    if (guards.some((scopes) => !isGuard(scopes))) {
      throw new PothosSchemaError(`${at}: write its authScopes as an object that names a scope`)
    }
    if (guards.length === 0 && !isPublic) {
      throw new PothosSchemaError(`${at} has no guard: give it, or its type, authScopes`)
    }
    return { ...field, extensions: { ...field.extensions, guard: guards.length === 0 ? 'public' : guards } }
  }
}

function asRecord(options: unknown): Readonly<Record<string, unknown>> {
  return typeof options === 'object' && options !== null ? { ...options } : {}
}

/** A function could let everybody in, and so does an empty object: neither can be counted on from here. */
function isGuard(scopes: unknown): boolean {
  if (typeof scopes !== 'object' || scopes === null) return false
  const entries = Object.entries(scopes)
  return (
    entries.length > 0 &&
    entries.every(([name, value]) => (name === '$any' || name === '$all' ? isGuard(value) : value === true))
  )
}

SchemaBuilder.registerPlugin(pluginName, GuardPlugin)
