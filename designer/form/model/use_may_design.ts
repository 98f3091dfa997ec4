import { useMetadata } from '#ui/stores/metadata_store.js'
import { useSession } from '#ui/stores/session_store.js'

/** Whether the reader makes forms of an entity: who shapes the product does of all, others of those that are open to it. */
export function useMayDesign(): (entity: string) => boolean {
  const session = useSession()
  const metadata = useMetadata()
  return (entity) => session.can('core.customise') || metadata.entity(entity)?.openForms === true
}
