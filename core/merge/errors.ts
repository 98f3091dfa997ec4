import { defineError } from '#core/errors/coded_error'

/** Records of this kind are kept by the system, or stand for more than their values: people, units, teams. */
export const E_MERGE_NOT_POSSIBLE = defineError<{ entity: string }>('E_MERGE_NOT_POSSIBLE', 422)
/** At least two different records, and not too many. */
export const E_MERGE_RECORDS = defineError<{ max: number }>('E_MERGE_RECORDS', 422)
/** Too long ago, undone before, or one of the records was deleted or merged again since. */
export const E_MERGE_UNDO = defineError('E_MERGE_UNDO', 409)
