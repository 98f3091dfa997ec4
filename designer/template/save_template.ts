import type { ClientChange } from '#core/metadata/types'
import { client } from '#ui/api/client.js'

/** Writes changes of the client layer; nothing at all where there are none. */
export async function saveTemplate(changes: ClientChange[]): Promise<void> {
  if (changes.length > 0) await client.post('/api/metadata/changes', { changes })
}
