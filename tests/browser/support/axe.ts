import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/**
 * Axe as all specs use it. Only violations are worked out in full: naming every element that has no fault takes longer than finding
 * those that have. Our pages have no frames of other origins, so one run in the page itself is enough.
 */
export function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
}
