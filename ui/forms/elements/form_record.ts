import type { InjectionKey, Ref } from 'vue'
import type { ReadableEntity, RecordRow } from '../../api/types.js'

/** The record that a form shows, for what stands on it beside inputs: related lists, the timeline, a recording. */
export interface FormRecord {
  entity: ReadableEntity
  record: RecordRow
  title: string
  revision: number
  reload: () => void
}
export const formRecordKey: InjectionKey<Ref<FormRecord | null>> = Symbol('form record')
