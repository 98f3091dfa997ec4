/** Digits of any script that people here type, as Latin ones. */
const latin = (text: string): string =>
  text.replace(/[\u06F0-\u06F9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 0xf))

/**
 * A phone for reading: Latin digits in groups, `+98 912 123 4567`. It belongs into `<bdi dir="ltr">`. What does not look like a
 * phone comes back unchanged.
 */
export function formatPhone(phone: string): string {
  const text = latin(phone).replace(/[\s()-]/g, '')
  if (!/^\+?\d{3,15}$/.test(text)) return phone
  const iran = /^(?:\+98|0098|0)(9\d{2})(\d{3})(\d{4})$/.exec(text)
  if (iran) {
    const prefix = text.startsWith('0') && !text.startsWith('00') ? '0' : '+98 '
    return `${prefix}${iran[1] ?? ''} ${iran[2] ?? ''} ${iran[3] ?? ''}`
  }
  return text
}
