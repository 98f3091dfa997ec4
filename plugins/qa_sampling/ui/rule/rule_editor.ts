import type { ComputedRef, InjectionKey } from 'vue'
import type { Json } from '#core/metadata/types'
import type { RuleDraft, RuleField } from './rule_draft.js'

/** What the parts of the editor share. */
export interface RuleEditor {
  draft: RuleDraft
  readonly: boolean
  problemOf(field: string): string | undefined
  update(field: RuleField, value: Json): void
  /** The zone that the schedule goes by. */
  timeZone: ComputedRef<string | null>
}
export const ruleEditorKey: InjectionKey<RuleEditor> = Symbol('sampling rule editor')
