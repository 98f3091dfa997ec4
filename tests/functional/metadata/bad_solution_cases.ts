import { strToU8, zipSync } from 'fflate'
import type { Json } from '#core/metadata/types'
import type { BadInput, Package } from '#tests/functional/metadata/bad_input_cases'

const MANIFEST = 'manifest.json'
type Files = Map<string, string>
/** The right package with something done to it. */
const packed =
  (spoil: (files: Files) => void) =>
  ({ files }: Package): Uint8Array => {
    const copy = new Map(files)
    spoil(copy)
    return zipSync(Object.fromEntries([...copy].map(([path, content]) => [path, strToU8(content)])))
  }
const manifest = (alter: (manifest: { [key: string]: Json }) => object) =>
  packed((files) => {
    const read = JSON.parse(files.get(MANIFEST) ?? '') as { [key: string]: Json }
    files.set(MANIFEST, JSON.stringify(alter(read)))
  })
const firstOf = (files: Files) => [...files.keys()].find((path) => path !== MANIFEST) ?? ''
const solution = (
  name: string,
  code: string,
  upload: (right: Package) => Uint8Array,
  more: Partial<BadInput> = {}
): BadInput => ({ name, wrong: { upload }, status: 422, code, ...more })

/** Packages that were tampered with, are broken or come from a later version. */
export const BAD_SOLUTIONS: readonly BadInput[] = [
  solution('a package that is none', 'E_SOLUTION_INVALID', () => strToU8('not a zip')),
  solution('a package cut short', 'E_SOLUTION_INVALID', (right) =>
    packed(() => undefined)(right).slice(0, -40)
  ),
  solution(
    'a package without a manifest',
    'E_SOLUTION_INVALID',
    packed((files) => files.delete(MANIFEST))
  ),
  solution(
    'a manifest that cannot be read',
    'E_SOLUTION_INVALID',
    packed((files) => files.set(MANIFEST, '{'))
  ),
  solution(
    'a file changed after the export',
    'E_SOLUTION_TAMPERED',
    packed((files) => files.set(firstOf(files), '{"label":{"en":"Mine"}}')),
    { detail: 'E_SOLUTION_CHANGED_FILE' }
  ),
  solution(
    'a file taken out',
    'E_SOLUTION_TAMPERED',
    packed((files) => files.delete(firstOf(files))),
    { detail: 'E_SOLUTION_CHANGED_FILE' }
  ),
  solution(
    'a file slipped in',
    'E_SOLUTION_TAMPERED',
    packed((files) => files.set('definitions/role/x_king.json', '{}')),
    { detail: 'E_SOLUTION_CHANGED_FILE', at: 'definitions/role/x_king.json' }
  ),
  solution(
    'a file outside the folder',
    'E_SOLUTION_INVALID',
    packed((files) => files.set('../../etc/passwd.json', '{}')),
    { detail: 'E_SOLUTION_FILE' }
  ),
  solution(
    'a later format',
    'E_SOLUTION_FORMAT',
    manifest((read) => ({ ...read, format: 99 }))
  ),
  solution(
    'made for a later product',
    'E_SOLUTION_REQUIRES',
    manifest((read) => ({ ...read, requires: { core: '^99.0.0', plugins: {} } })),
    { status: 409 }
  ),
  solution(
    'made for plugins that are not here',
    'E_SOLUTION_REQUIRES',
    manifest((read) => ({ ...read, requires: { core: '*', plugins: { orchard: '^2.0.0' } } })),
    { status: 409 }
  ),
  solution(
    'more than a server can hold',
    'E_SOLUTION_TOO_LARGE',
    packed((files) => files.set('definitions/role/x_big.json', ' '.repeat(2_000_001))),
    { status: 413 }
  ),
]
