/** What FEEL can call by its name: no blanks, no signs. The same that the compiler asks for. */
export const isVariableName = (text: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text)
