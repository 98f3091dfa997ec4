import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of the built browser application: beside the code in a build, in `build/` when run from the sources. */
export function publicFolder(appRoot: string): string {
  const besides = join(appRoot, 'public')
  return existsSync(join(besides, 'index.html')) ? besides : join(appRoot, 'build', 'public')
}
