/**
 * What the bundler would cut into more files than is good. All texts of a language are fetched together: they are one file, not one for
 * each folder. Joining the code that pages share was tried: a third of the requests, but a third more to parse, and no faster.
 */
const LANGUAGE = /[\\/]locales[\\/](en|fa|az)(?:[\\/][\w-]+)?\.json$/

const language = (id: string): string | null => {
  const name = LANGUAGE.exec(id)?.[1]
  return name ? `texts-${name}` : null
}

export const chunkGroups = [{ name: language }]
