/**
 * Persian and Arabic keyboards write the same letter with different code points, and digits in three scripts. Folding makes
 * them one, so that what is typed on any of them is found again.
 */

const LETTERS: Record<string, string> = {
  '\u064A': '\u06CC',
  '\u0649': '\u06CC',
  '\u0643': '\u06A9',
}

/** Texts without anything to fold, by far the most: one cheap look spares the rest. */
const PLAIN = /^[\t\n\r -~]*$/

/** Digits of ۰–۹ and ٠–٩ as 0–9; everything else untouched. */
export function foldDigits(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 0xf))
}

/** Arabic ye and kaf as the Persian ones, composed form, no NUL and no tatweel. */
export function foldLetters(text: string): string {
  if (PLAIN.test(text)) return text
  return text
    .normalize('NFC')
    .replaceAll('\u0640', '')
    .replaceAll('\u0000', '')
    .replace(/[\u064A\u0649\u0643]/g, (letter) => LETTERS[letter] ?? letter)
}

/** A one-line text: letters and digits folded, blanks collapsed, ends trimmed. */
export function foldLine(text: string): string {
  return foldDigits(foldLetters(text)).replace(/\s+/g, ' ').trim()
}

/** For comparing words in any of the three languages: folded, lower case, no zero-width marks. */
export function foldWord(text: string): string {
  return foldLine(text)
    .replace(/[\u200B-\u200F]/g, '')
    .toLowerCase()
}
