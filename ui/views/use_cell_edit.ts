import { ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import { isWritable } from '#core/forms/form_entity'
import type { Json } from '#core/metadata/types'
import { isApiError } from '../api/api_error.js'
import { recordsApi } from '../api/records.js'
import type { ReadableEntity, RecordRow } from '../api/types.js'
import { useFailures } from '../app/failures.js'
import { fieldOf } from '../list/paths.js'
import { sameValue } from '../record/form_values.js'
import { writtenValue } from './cell_values.js'

export interface CellPlace {
  row: RecordRow
  path: string
  /** What was typed to begin with; undefined keeps the value. */
  typed: string | undefined
}
interface EditContext {
  entity: Ref<ReadableEntity>
  /** Puts a record in the place of the row of the same id. */
  replace: (row: RecordRow) => void
  enabled: Ref<boolean>
}
/** Fields that need more room than a cell. */
const TOO_LARGE = new Set(['long_text', 'file', 'regarding'])

/**
 * One cell at a time, edited in place: saved when it is left with the version that was seen, undone from the toast. What is
 * refused stays open with the reason under it; when somebody else was faster, their record is shown and the value can be sent again.
 */
export function useCellEdit({ entity, replace, enabled }: EditContext) {
  const place = shallowRef<CellPlace | null>(null)
  const problem = ref<string | null>(null)
  const saving = ref(false)
  const announcement = ref('')
  /** Rises with every stored change. */
  const revision = ref(0)
  const toast = useToast()
  const failures = useFailures()
  const { t } = useI18n()

  function isEditable(path: string): boolean {
    if (!enabled.value || path.includes('.') || !entity.value.access.update) return false
    const field = fieldOf(entity.value, path)
    if (!field || TOO_LARGE.has(field.type)) return false
    return isWritable(entity.value, path, field)
  }
  const isOpen = (id: number, path: string): boolean =>
    place.value?.row.id === id && place.value.path === path

  function open(row: RecordRow, path: string, typed?: string): void {
    if (saving.value || !isEditable(path)) return
    problem.value = null
    place.value = { row, path, typed }
  }
  function close(): void {
    place.value = null
    problem.value = null
  }

  async function write(row: RecordRow, path: string, value: Json): Promise<RecordRow> {
    const { record } = await recordsApi.update(entity.value.name, row.id, row.version, {
      [path]: value,
    })
    const next = { ...row, ...record }
    replace(next)
    revision.value += 1
    return next
  }
  function offerUndo(row: RecordRow, path: string, before: Json): void {
    announcement.value = t('record.saved')
    toast.add({
      title: t('record.saved'),
      icon: 'i-lucide-check',
      duration: 6_000,
      actions: [
        {
          label: t('actions.undo'),
          color: 'neutral',
          variant: 'outline',
          onClick: () => void write(row, path, before).catch(failures.report),
        },
      ],
    })
  }
  async function refused(own: CellPlace, error: unknown): Promise<void> {
    if (isApiError(error) && error.code === 'E_STALE_VERSION') {
      const { record } = await recordsApi.get(entity.value.name, own.row.id)
      const row = { ...own.row, ...record }
      replace(row)
      place.value = { ...own, row }
      problem.value = t('views.edit.stale')
    } else if (isApiError(error) && error.details.length > 0) {
      problem.value = error.details.map(({ message }) => message).join(' ')
    } else {
      problem.value = failures.text(error).message
    }
    announcement.value = problem.value ?? ''
  }

  /** Saves the open cell; true when it may be left. */
  async function save(value: Json): Promise<boolean> {
    const own = place.value
    if (!own || saving.value) return false
    const before = writtenValue(own.row[own.path])
    if (sameValue(value, before)) {
      close()
      return true
    }
    saving.value = true
    try {
      const next = await write(own.row, own.path, value)
      offerUndo(next, own.path, before)
      close()
      return true
    } catch (error) {
      await refused(own, error).catch(failures.report)
      return false
    } finally {
      saving.value = false
    }
  }

  return { place, problem, saving, announcement, revision, isEditable, isOpen, open, close, save }
}
