/** Which definitions were in force when an answer was made. */
export const DEFINITIONS_HEADER = 'x-peyvand-definitions'
