/** Who must be computed anew when records of an entity change. Worked out once for each version of the metadata. Pure. */
import {
  filterPaths,
  formulaOrder,
  formulaPaths,
  rollupSource,
  usable,
} from '#core/metadata/computed'
import type { EffectiveMetadata, EntityDefinition, FieldOf } from '#core/metadata/types'

export interface RollupUse {
  parent: string
  name: string
  field: FieldOf<'rollup'>
  /** The look-up of the child that points at the parent. */
  inverse: string
  /** Fields of the child that the figure depends on. */
  inputs: ReadonlySet<string>
}
export interface FormulaUse {
  entity: string
  /** The look-up through which the formulas read. */
  lookup: string
  inputs: ReadonlySet<string>
}
export interface Formula {
  name: string
  field: FieldOf<'formula'>
  /** Fields read through look-ups, by look-up. */
  through: ReadonlyMap<string, string>
  /** All that the formula is given: what it names, and of a look-up's record what it names of that. */
  names: ReadonlyMap<string, ReadonlySet<string>>
}
export interface EntityComputation {
  formulas: readonly Formula[]
  rollups: readonly [string, FieldOf<'rollup'>][]
  /** Roll-ups of other entities over this one. */
  over: readonly RollupUse[]
  /** Formulas of other entities that read this one. */
  through: readonly FormulaUse[]
}

const known = new WeakMap<EffectiveMetadata, Map<string, EntityComputation>>()

export function computationOf(metadata: EffectiveMetadata, name: string): EntityComputation {
  let all = known.get(metadata)
  if (!all) known.set(metadata, (all = build(metadata)))
  return all.get(name) ?? { formulas: [], rollups: [], over: [], through: [] }
}

function formulasOf(entity: EntityDefinition): Formula[] {
  return formulaOrder(entity).map(([name, field]) => {
    const through = new Map<string, string>()
    const names = new Map<string, Set<string>>()
    for (const [first = '', second] of formulaPaths(field.expression)) {
      const own = usable(entity, first)
      const inner = names.get(first) ?? new Set()
      names.set(first, inner)
      if (second === undefined) continue
      inner.add(second)
      if (own?.type === 'lookup') through.set(first, own.target)
    }
    return { name, field, through, names }
  })
}

function build(metadata: EffectiveMetadata): Map<string, EntityComputation> {
  const over = new Map<string, RollupUse[]>()
  const through = new Map<string, FormulaUse[]>()
  const own = new Map<string, Pick<EntityComputation, 'formulas' | 'rollups'>>()
  for (const entity of metadata.entity.values()) {
    if (entity.removed) continue
    const formulas = formulasOf(entity)
    const rollups = Object.entries(entity.fields).filter(
      (entry): entry is [string, FieldOf<'rollup'>] =>
        entry[1].type === 'rollup' && !entry[1].removed
    )
    own.set(entity.name, { formulas, rollups })
    for (const [name, field] of rollups) addRollup(over, entity, name, field)
    for (const { field } of formulas) addFormula(through, entity, field)
  }
  const all = new Map<string, EntityComputation>()
  for (const [name, mine] of own) {
    all.set(name, { ...mine, over: over.get(name) ?? [], through: through.get(name) ?? [] })
  }
  return all
}

function addRollup(
  over: Map<string, RollupUse[]>,
  entity: EntityDefinition,
  name: string,
  field: FieldOf<'rollup'>
): void {
  const source = rollupSource(entity, field)
  if (!source) return
  const { inverse } = source
  const inputs = new Set([
    inverse,
    ...filterPaths(field.filter),
    ...(field.field ? [field.field] : []),
  ])
  const uses = over.get(source.entity) ?? []
  over.set(source.entity, [...uses, { parent: entity.name, name, field, inverse, inputs }])
}

function addFormula(
  through: Map<string, FormulaUse[]>,
  entity: EntityDefinition,
  field: FieldOf<'formula'>
): void {
  for (const [lookup = '', second] of formulaPaths(field.expression)) {
    const own = usable(entity, lookup)
    if (second === undefined || own?.type !== 'lookup') continue
    const uses = through.get(own.target) ?? []
    const same = uses.find((use) => use.entity === entity.name && use.lookup === lookup)
    const inputs = new Set([...(same?.inputs ?? []), second])
    const others = uses.filter((use) => use !== same)
    through.set(own.target, [...others, { entity: entity.name, lookup, inputs }])
  }
}
