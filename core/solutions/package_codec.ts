import type { Json } from '#core/metadata/types'
import { E_SOLUTION_FORMAT, E_SOLUTION_INVALID, E_SOLUTION_TAMPERED } from '#core/solutions/errors'
import { sha256, type TextFiles } from '#core/solutions/archive'
import { canonicalText } from '#core/solutions/kernel/canonical_text'
import { headOf, manifestOf, parseManifest, tamperedFiles } from '#core/solutions/kernel/manifest'
import { filesOf, MANIFEST_FILE, solutionOf } from '#core/solutions/kernel/package_files'
import { SOLUTION_FORMAT, type Solution } from '#core/solutions/kernel/types'

/** A solution with its files, manifest included, and the checksum by which the audit names it. */
export interface SolutionPackage {
  solution: Solution
  files: TextFiles
  hash: string
}

export function packSolution(solution: Solution): SolutionPackage {
  const files = filesOf(solution)
  const manifest = canonicalText(manifestOf(solution.head, files, sha256) as unknown as Json)
  const all = new Map([[MANIFEST_FILE, manifest], ...files])
  return { solution, files: all, hash: sha256(manifest) }
}

/**
 * Checks and reads the files of a package.
 *
 * @throws E_SOLUTION_INVALID, E_SOLUTION_FORMAT, E_SOLUTION_TAMPERED
 */
export function unpackSolution(files: TextFiles): SolutionPackage {
  const text = files.get(MANIFEST_FILE)
  if (text === undefined) throw new E_SOLUTION_INVALID({ reason: 'no_manifest' })
  const read = parseManifest(jsonOf(text))
  if ('fault' in read) {
    if (read.fault === 'invalid') throw new E_SOLUTION_INVALID({ reason: 'bad_manifest' })
    throw new E_SOLUTION_FORMAT({ format: read.format, supported: SOLUTION_FORMAT })
  }
  const content = new Map([...files].filter(([path]) => path !== MANIFEST_FILE))
  const [tampered, ...more] = tamperedFiles(read.manifest, content, sha256)
  if (tampered !== undefined) {
    const details = [tampered, ...more].map((path) => ({ path, code: 'E_SOLUTION_CHANGED_FILE' }))
    throw new E_SOLUTION_TAMPERED({ file: tampered }, details)
  }
  const answer = solutionOf(headOf(read.manifest), content)
  if ('faults' in answer) {
    const details = answer.faults.map(({ file, reason }) => ({
      path: file,
      code: 'E_SOLUTION_FILE',
      params: { reason },
    }))
    throw new E_SOLUTION_INVALID({ reason: answer.faults[0]?.reason ?? '' }, details)
  }
  return { solution: answer.solution, files, hash: sha256(text) }
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) throw new E_SOLUTION_INVALID({ reason: 'bad_manifest' })
    throw error
  }
}
