/**
 * What is known of a scored input beside its value stands under keys of its own, with the double underscore that no name may have.
 * So values, answers as stored and the context of expressions are all one flat map.
 */
export const notApplicableKey = (key: string): string => `${key}__na`
export const commentKey = (key: string): string => `${key}__comment`
/** In rows of a repeater: tells rows apart while they are edited. Never saved. */
export const ROW_KEY = '__key'
