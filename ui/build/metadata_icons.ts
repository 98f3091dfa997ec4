import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `icon: 'phone'` in the definitions of entities: the browser only learns these names at run time. */
const ICON = /\bicon:\s*'([a-z0-9-]+)'/g

/** Icons for entities that consultants make: a choice that covers a contact centre's usual nouns. */
const CLIENT_ICONS = [
  'badge-check', 'banknote', 'bell', 'book-open', 'briefcase', 'building', 'building-2', 'calendar', 'car', 'circle',
  'clipboard-list', 'coins', 'contact', 'credit-card', 'file-text', 'flag', 'folder', 'gift', 'globe', 'hand-coins',
  'headphones', 'heart', 'home', 'id-card', 'inbox', 'key', 'landmark', 'layers', 'life-buoy', 'list-checks', 'mail',
  'map-pin', 'megaphone', 'message-circle', 'package', 'percent', 'phone', 'piggy-bank', 'receipt', 'scale', 'shield',
  'shopping-cart', 'star', 'store', 'tag', 'target', 'ticket', 'truck', 'umbrella', 'user', 'users', 'wallet', 'wrench',
]

/** Names of the icons that definitions in code use, with the collection in front. */
export function metadataIcons(root: string): string[] {
  const names = new Set(CLIENT_ICONS)
  const files = globSync(['plugins/*/server/**/*.ts', 'core/security/**/*.ts'], { cwd: root })
  for (const file of files) {
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(ICON)) names.add(match[1] ?? '')
  }
  return [...names].sort().map((name) => `lucide:${name}`)
}
