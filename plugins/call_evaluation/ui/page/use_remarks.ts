import { computed, ref, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { Remark } from '../api/types.js'
import type { EvaluationWork } from './use_evaluation.js'

/** A remark that is being written. */
export interface RemarkDraft {
  /** Of the remark that is changed; null: a new one. */
  id: string | null
  at: number
  recording: number | null
  criterion: string | null
  text: string
}
export interface RemarkDesk {
  remarks: ComputedRef<readonly Remark[]>
  writable: ComputedRef<boolean>
  draft: Ref<RemarkDraft | null>
  /** The remark that was opened last. */
  opened: Ref<string | null>
  begin(criterion: string | null): void
  change(remark: Remark): void
  finish(): void
  remove(id: string): void
  open(remark: Remark): void
}
export const remarkDeskKey: InjectionKey<RemarkDesk> = Symbol('remarks')

interface Sound {
  /** Where the sound is now: recording and second. */
  place: () => { recording: number | null; at: number }
  seek: (recording: number | null, at: number) => void
}

const heard = (a: Remark, b: Remark) =>
  (a.recording ?? 0) - (b.recording ?? 0) || a.at - b.at || (a.id < b.id ? -1 : 1)

/** Remarks of the evaluation that is open, tied to the sound that is heard. */
export function useRemarks(work: EvaluationWork, sound: Sound): RemarkDesk {
  const draft = ref<RemarkDraft | null>(null)
  const opened = ref<string | null>(null)
  const remarks = computed(() => work.now.value.remarks)
  const put = (next: Remark[]) => work.edit({ remarks: next.sort(heard) }, true)

  return {
    remarks,
    writable: computed(() => work.page.value?.writable === true),
    draft,
    opened,
    begin(criterion) {
      if (!work.page.value?.writable) return
      const { recording, at } = sound.place()
      draft.value = { id: null, recording, at: Math.round(at * 10) / 10, criterion, text: '' }
    },
    change(remark) {
      draft.value = { ...remark }
    },
    finish() {
      const { value } = draft
      draft.value = null
      const text = value?.text.trim() ?? ''
      if (!value || text === '') return
      const id = value.id ?? crypto.randomUUID()
      const others = remarks.value.filter((remark) => remark.id !== id)
      put([...others, { ...value, id, text }])
      opened.value = id
    },
    remove(id) {
      put(remarks.value.filter((remark) => remark.id !== id))
    },
    open(remark) {
      opened.value = remark.id
      sound.seek(remark.recording, remark.at)
    },
  }
}
