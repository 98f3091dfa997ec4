import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import type { Json } from '#core/metadata/types'
import { isApiError } from '../api/api_error.js'
import { recordsApi } from '../api/records.js'
import type { RecordRow } from '../api/types.js'
import { useFailures } from '../app/failures.js'

export interface Move {
  entity: string
  row: RecordRow
  values: Record<string, Json>
  /** What they were, to undo it. */
  before: Record<string, Json>
  /** In words, for the toast and for those who listen. */
  said: string
  /** Shows the record as the host has it after the change. */
  settle(row: RecordRow): void
  /** Shows it as it was before the change. */
  revert(): void
  /** Somebody else was faster: shows what is there now. */
  refresh(): Promise<void>
}

/**
 * Changes made by moving a record about: shown at once, sent with the version that was seen, undone from the toast. What the host
 * refuses goes back to its place, and the toast says why.
 */
export function useMoves() {
  const toast = useToast()
  const failures = useFailures()
  const { t } = useI18n()
  /** What assistive techniques are told. */
  const announcement = ref('')

  function refusal(error: unknown): { title: string; description: string } {
    const { message, code } = failures.text(error)
    const details = isApiError(error) ? error.details.map((detail) => detail.message) : []
    return {
      title: t('views.move.refused'),
      description: `${details.length > 0 ? details.join(' ') : message} (${code})`,
    }
  }
  async function refused(move: Move, error: unknown): Promise<void> {
    move.revert()
    const stale = isApiError(error) && error.code === 'E_STALE_VERSION'
    const shown = stale
      ? { title: t('views.move.refused'), description: t('views.move.stale') }
      : refusal(error)
    announcement.value = `${shown.title} ${shown.description}`
    toast.add({ ...shown, color: 'error', icon: 'i-lucide-circle-alert', duration: 8_000 })
    if (stale) await move.refresh().catch(failures.report)
  }

  async function send(move: Move, undoable: boolean): Promise<void> {
    const { entity, row, values } = move
    try {
      const { record } = await recordsApi.update(entity, row.id, row.version, values)
      const settled = { ...row, ...record }
      move.settle(settled)
      announcement.value = move.said
      if (!undoable) return
      toast.add({
        title: move.said,
        icon: 'i-lucide-check',
        duration: 6_000,
        actions: [
          {
            label: t('actions.undo'),
            color: 'neutral',
            variant: 'outline',
            onClick: () => {
              const back = {
                ...move,
                row: settled,
                values: move.before,
                said: t('views.move.undone'),
              }
              void send({ ...back, revert: () => move.settle(settled) }, false)
            },
          },
        ],
      })
    } catch (error) {
      await refused(move, error)
    }
  }
  return { announcement, move: (move: Move) => send(move, true) }
}
