import fc from 'fast-check'
import type { FormDefinition, FormElement, FormElementKind } from '#core/forms/model'
import * as commands from '#designer/form/model/commands.js'
import { copyOf, duplicate, paste, readClipboard } from '#designer/form/model/clipboard.js'
import type { Change } from '#designer/form/model/history.js'
import { placeFor, type Place } from '#designer/form/model/placement.js'
import { treeOf } from '#designer/form/model/tree.js'

/** A form as a plugin ships it: one page, two sections, fields. */
export function sampleForm(): FormDefinition {
  return {
    name: 'loan_main',
    entity: 'loan',
    label: { en: 'Loan' },
    kind: 'main',
    elements: {
      first: { kind: 'page', label: { en: 'Applicant' }, order: 10 },
      who: { kind: 'section', parent: 'first', label: { en: 'Who' }, columns: 2, order: 10 },
      name: { kind: 'field', field: 'name', parent: 'who', order: 10 },
      mobile: { kind: 'field', field: 'mobile', parent: 'who', order: 20 },
      city: { kind: 'field', field: 'city', parent: 'who', order: 30 },
      money: { kind: 'section', parent: 'first', label: { en: 'Money' }, order: 20 },
      amount: { kind: 'field', field: 'amount', parent: 'money', order: 10 },
    },
  }
}

export const SHIPPED = new Set(Object.keys(sampleForm().elements))
export const FIELDS = new Set(['name', 'mobile', 'city', 'amount', 'note', 'email'])

const NEW: Record<string, FormElement> = {
  page: { kind: 'page', label: { en: 'Page' } },
  section: { kind: 'section', label: { en: 'Section' } },
  columns: { kind: 'columns', columns: 2 },
  repeater: { kind: 'repeater', field: 'incomes' },
  field: { kind: 'field', field: 'note' },
  question: { kind: 'question', definition: { type: 'text', label: { en: 'Why?' } } },
  heading: { kind: 'heading', label: { en: 'Heading' } },
  divider: { kind: 'divider' },
}

/** One thing somebody does, by numbers: which elements and where is decided by the form as it is then. */
export interface Deed {
  what: string
  kind: string
  at: number
  to: number
  count: number
}
export const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({
    what: fc.constantFrom(
      'insert',
      'insert',
      'insert',
      'move',
      'move',
      'up',
      'down',
      'in',
      'out',
      'remove',
      'set',
      'unset',
      'duplicate',
      'wrap',
      'unwrap',
      'paste'
    ),
    kind: fc.constantFrom(...Object.keys(NEW)),
    at: fc.nat(40),
    to: fc.nat(40),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 40 }
)

/** The change that a deed means on this form, or why there is none. */
export function changeOf(form: FormDefinition, deed: Deed): Change | commands.Refusal {
  const { order } = treeOf(form)
  const pick = (index: number): string | null => order[index % Math.max(1, order.length)] ?? null
  const chosen = pick(deed.at)
  const names = order.slice(deed.at % Math.max(1, order.length)).slice(0, deed.count)
  const target = deed.to % 7 === 0 ? null : pick(deed.to)
  const place: Place = {
    parent: target,
    before: deed.count === 1 ? null : (treeOf(form).children.get(target ?? '')?.[0] ?? null),
  }
  switch (deed.what) {
    case 'insert': {
      const element = NEW[deed.kind] as FormElement
      const nearest = placeFor(form, deed.kind as FormElementKind, chosen)
      return nearest
        ? commands.insert(form, nearest, element, deed.kind)
        : { refused: 'place' as const }
    }
    case 'move':
      return commands.move(form, names, place)
    case 'up':
    case 'down':
    case 'in':
    case 'out':
      return commands.moveStep(form, names, deed.what)
    case 'remove':
      return commands.remove(form, names, SHIPPED)
    case 'set':
      return commands.setProperty(
        form,
        names.map((name) => ['elements', name, 'label', 'fa']),
        `متن ${deed.to}`
      )
    case 'unset':
      return commands.setProperty(
        form,
        names.map((name) => ['elements', name, 'label', 'fa']),
        undefined
      )
    case 'duplicate':
      return duplicate(form, names)
    case 'wrap':
      return commands.wrap(form, names, { kind: 'section', label: { en: 'Wrapped' } }, 'section')
    case 'unwrap':
      return chosen ? commands.unwrap(form, chosen, SHIPPED) : { refused: 'nothing' as const }
    default: {
      const clipboard = names.length ? readClipboard(JSON.stringify(copyOf(form, names))) : null
      return clipboard ? paste(form, clipboard, place, { fields: FIELDS }) : { refused: 'nothing' }
    }
  }
}
