import type { Json } from '#core/metadata/types'
import { E_WORKFLOW_VARIABLES } from '#core/workflow/errors'

/** What comes into an instance at once, as JSON; larger values belong into a file that a variable names. */
export const INPUT_LIMIT = 262_144
/** All that an instance holds, as JSON. */
export const STATE_LIMIT = 2_097_152

/** @throws E_WORKFLOW_VARIABLES */
export function checkSize(value: Json): void {
  if (JSON.stringify(value).length > INPUT_LIMIT) {
    throw new E_WORKFLOW_VARIABLES({ limit: INPUT_LIMIT })
  }
}
