export interface Messages {
  [key: string]: string | Messages
}

/** Deep merge of message trees; the later text wins. Neither argument is changed. */
export function mergeMessages(base: Messages, added: Messages): Messages {
  const merged: Messages = { ...base }
  for (const [key, value] of Object.entries(added)) {
    const existing = merged[key]
    merged[key] =
      typeof value === 'object' && typeof existing === 'object'
        ? mergeMessages(existing, value)
        : value
  }
  return merged
}

/** Dotted keys of all texts of a tree, sorted: what a test compares between languages. */
export function messageKeys(messages: Messages, prefix = ''): string[] {
  return Object.entries(messages)
    .flatMap(([key, value]) =>
      typeof value === 'object' ? messageKeys(value, `${prefix}${key}.`) : [`${prefix}${key}`]
    )
    .sort()
}
