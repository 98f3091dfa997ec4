import type { Component, InjectionKey, Ref } from 'vue'
import type { Json } from '#core/metadata/types'

/** What a page that scores something adds to each criterion of its form. */
export interface CriterionSurroundings {
  /** Drawn under each criterion; given its `element` and `label`. */
  below: Component | null
  /** Answers by key to compare with: what was marked before. */
  before: Ref<Record<string, Json> | null>
}
export const criterionKey: InjectionKey<CriterionSurroundings> = Symbol('criterion')
