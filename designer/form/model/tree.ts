import type { FormDefinition, FormElement } from '#core/forms/model'

/** The elements in use as a tree. Made once a form. */
export interface FormTree {
  readonly roots: readonly string[]
  readonly children: ReadonlyMap<string, readonly string[]>
  /** Container of each element in use; null at the top. */
  readonly parent: ReadonlyMap<string, string | null>
  /** Depth first, as it is read. */
  readonly order: readonly string[]
}

/** Elements without a place stand behind those that have one. */
export const orderOf = (element: FormElement): number => element.order ?? Infinity

const trees = new WeakMap<FormDefinition['elements'], FormTree>()

/**
 * Reads the flat map as a tree. Elements of a container that is gone are gone with it; one that names a container that never was
 * stands at the top, where it can be seen and put right. Circles of containers are left out (lint names them).
 */
export function treeOf(form: FormDefinition): FormTree {
  const known = trees.get(form.elements)
  if (known) return known
  const tree = readTree(form.elements)
  trees.set(form.elements, tree)
  return tree
}

function readTree(elements: FormDefinition['elements']): FormTree {
  const below = new Map<string | null, string[]>()
  for (const [name, element] of Object.entries(elements)) {
    if (element.removed) continue
    const parent = element.parent !== undefined && elements[element.parent] ? element.parent : null
    const siblings = below.get(parent)
    if (siblings) siblings.push(name)
    else below.set(parent, [name])
  }
  const placeOf = (name: string): number => elements[name]?.order ?? Infinity
  for (const siblings of below.values())
    siblings.sort((a, b) => {
      const [first, second] = [placeOf(a), placeOf(b)]
      if (first !== second) return first < second ? -1 : 1
      return a < b ? -1 : 1
    })
  const parent = new Map<string, string | null>()
  const children = new Map<string, readonly string[]>()
  const order: string[] = []
  const walk = (name: string, container: string | null): void => {
    parent.set(name, container)
    order.push(name)
    const inner = below.get(name) ?? []
    children.set(name, inner)
    for (const child of inner) walk(child, name)
  }
  const roots = below.get(null) ?? []
  for (const name of roots) walk(name, null)
  return { roots, children, parent, order }
}

export const childrenOf = (form: FormDefinition, parent: string | null): readonly string[] => {
  const tree = treeOf(form)
  return parent === null ? tree.roots : (tree.children.get(parent) ?? [])
}

/** Containers from the one that holds it outwards. */
export function ancestorsOf(form: FormDefinition, name: string): string[] {
  const { parent } = treeOf(form)
  const found: string[] = []
  for (let at = parent.get(name) ?? null; at !== null; at = parent.get(at) ?? null) found.push(at)
  return found
}

/** An element and all that it contains, as read. */
export function subtreeOf(form: FormDefinition, name: string): string[] {
  const { children } = treeOf(form)
  return [name, ...(children.get(name) ?? []).flatMap((child) => subtreeOf(form, child))]
}

/** Those of the names that no other of them contains, as read. */
export function outermost(form: FormDefinition, names: readonly string[]): string[] {
  const chosen = new Set(names)
  return treeOf(form).order.filter(
    (name) => chosen.has(name) && !ancestorsOf(form, name).some((outer) => chosen.has(outer))
  )
}

/** The repeater whose rows an element belongs to; null for the record of the form. */
export function rowsOf(form: FormDefinition, container: string | null): string | null {
  if (container === null) return null
  const chain = [container, ...ancestorsOf(form, container)]
  return chain.find((name) => form.elements[name]?.kind === 'repeater') ?? null
}
