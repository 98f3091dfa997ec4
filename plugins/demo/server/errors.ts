import { defineError } from '#core/errors/coded_error'

/** The record engine refuses a demo record: the client layer asks for something that the generator does not know. */
export const E_DEMO_REFUSED = defineError<{ entity: string }>('E_DEMO_REFUSED', 422)
