import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DiscoveredPlugin } from '#core/plugin_host/discovery'
import type { Brought } from '#core/workflow/definitions/installing'

/** The `.bpmn` files of a plugin, by the key that their names give. The label is the name of the first process. */
export async function shippedWorkflows({
  manifest,
  root,
}: DiscoveredPlugin): Promise<(Brought & { key: string })[]> {
  if (!manifest.workflows) return []
  const folder = join(root, manifest.workflows)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bpmn')).sort()
  const shipped: (Brought & { key: string })[] = []
  for (const name of names) {
    const xml = await readFile(join(folder, name), 'utf8')
    const key = name.slice(0, -'.bpmn'.length)
    const called = /<(?:\w+:)?process\b[^>]*\bname="([^"]*)"/.exec(xml)?.[1]
    shipped.push({ key, label: { en: called ?? key }, xml, published: true })
  }
  return shipped
}
