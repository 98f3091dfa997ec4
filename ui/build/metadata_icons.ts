import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENTITY_ICONS } from '../icons/entity_icons.js'

/** `icon: 'phone'` in the definitions of entities: the browser only learns these names at run time. */
const ICON = /\bicon:\s*'([a-z0-9-]+)'/g

/** Names of the icons that definitions in code use, with the collection in front. */
export function metadataIcons(root: string): string[] {
  const names = new Set<string>(ENTITY_ICONS)
  const files = globSync(['plugins/*/server/**/*.ts', 'core/{security,workflow}/**/*.ts'], { cwd: root })
  for (const file of files) {
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(ICON)) names.add(match[1] ?? '')
  }
  return [...names].sort().map((name) => `lucide:${name}`)
}
