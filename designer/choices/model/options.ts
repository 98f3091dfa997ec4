/** Operations on the values of a choice list. Pure. */
import type { ChoiceListDefinition, ChoiceOption, Json, LocalizedText } from '#core/metadata/types'
import type { ChangeOperation } from '#core/metadata/layers/operations'
import { setting } from '#designer/changes/layered.js'

export const OPTION_COLOURS = [
  'neutral',
  'teal',
  'green',
  'yellow',
  'orange',
  'red',
  'blue',
  'purple',
] as const satisfies readonly NonNullable<ChoiceOption['color']>[]

const LAST = 1_000

/** The values as they are offered, those out of use among them. */
export function optionsInOrder(list: ChoiceListDefinition): [string, ChoiceOption][] {
  return Object.entries(list.options).sort(
    ([a, one], [b, two]) => (one.order ?? LAST) - (two.order ?? LAST) || a.localeCompare(b)
  )
}

/** One value moves to another place; only those whose number changes are touched. */
export function moveOption(
  list: ChoiceListDefinition,
  base: ChoiceListDefinition | undefined,
  from: number,
  to: number
): ChangeOperation[] {
  const ordered = optionsInOrder(list)
  const [moved] = ordered.splice(from, 1)
  if (!moved) return []
  ordered.splice(to, 0, moved)
  return ordered.flatMap(([value, option], at) => {
    if (option.order === at + 1) return []
    const place = {
      kind: 'choice_list' as const,
      name: list.name,
      path: ['options', value, 'order'],
    }
    return [setting(place, at + 1, base)]
  })
}

/** The colour that the values of a list have least; the pale one comes last, because it stands for "nothing special". */
export function nextColour(list: ChoiceListDefinition): (typeof OPTION_COLOURS)[number] {
  const [pale, ...colours] = OPTION_COLOURS
  const used = (colour: string): number =>
    Object.values(list.options).filter(({ color, removed }) => color === colour && !removed).length
  return [...colours, pale].reduce((best, colour) => (used(colour) < used(best) ? colour : best))
}

export function addOption(
  list: ChoiceListDefinition,
  value: string,
  label: LocalizedText
): ChangeOperation {
  const orders = Object.values(list.options).map(({ order }) => order ?? 0)
  const option = {
    label: { ...label },
    color: nextColour(list),
    order: Math.max(Object.keys(list.options).length, ...orders) + 1,
  }
  return {
    op: 'set',
    kind: 'choice_list',
    name: list.name,
    path: ['options', value],
    value: option,
  }
}

export function makeList(name: string, label: LocalizedText): ChangeOperation {
  const value = { label: { ...label }, options: {} } as Json
  return { op: 'set', kind: 'choice_list', name, path: [], value }
}

/** Whether a value is offered under one of the parent list: without a word of it, under all. */
export const isUnder = ({ parents }: ChoiceOption, parent: string): boolean =>
  parents === undefined || parents.includes(parent)

/** Under which values one is offered after a tick is set or taken: nothing said means all, also of those to come. */
export function withParent(
  option: ChoiceOption,
  parent: string,
  on: boolean,
  all: readonly string[]
): string[] | undefined {
  const next = all.filter((one) => (one === parent ? on : isUnder(option, one)))
  return next.length === all.length ? undefined : next
}

/** Lists that may decide over this one: none that hangs on it itself. */
export function possibleParents(
  lists: Iterable<ChoiceListDefinition>,
  name: string
): ChoiceListDefinition[] {
  const all = new Map([...lists].map((list) => [list.name, list]))
  const hangsOnThis = (list: ChoiceListDefinition): boolean => {
    const seen = new Set<string>()
    for (let at: string | undefined = list.name; at !== undefined && !seen.has(at);) {
      if (at === name) return true
      seen.add(at)
      at = all.get(at)?.parentList
    }
    return false
  }
  return [...all.values()].filter((list) => !list.removed && !hangsOnThis(list))
}
