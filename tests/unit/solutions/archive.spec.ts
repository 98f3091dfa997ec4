import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { CodedError } from '#core/errors/coded_error'
import { LIMITS, readPackage, readZip, writeFolder, writeZip } from '#core/solutions/archive'
import { packSolution, unpackSolution } from '#core/solutions/package_codec'
import { toTree } from '#core/solutions/kernel/tree'
import type { Solution } from '#core/solutions/kernel/types'

const solution: Solution = {
  head: {
    name: 'bank',
    label: { en: 'Bank', fa: 'بانک' },
    version: '1.0.0',
    publisher: 'x_',
    requires: { core: '*', plugins: {} },
  },
  content: new Map([
    ['definitions/entity/x_city', toTree({ label: { en: 'City', fa: 'شهر' }, fields: {} })],
    ['definitions/view/x_cities', toTree({ entity: 'x_city', columns: [] })],
  ]),
  removals: [],
  keys: new Map(),
  bases: new Map(),
}

function refusalOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, params: error.params }
    throw error
  }
  return null
}

test.group('zip and folder', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-archive-'))
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))

  test('the same files give the same bytes, and come back', ({ assert }) => {
    const { files } = packSolution(solution)
    const reversed = new Map([...files].reverse())
    assert.deepEqual(writeZip(files), writeZip(reversed))
    assert.deepEqual(new Map([...readZip(writeZip(files))].sort()), new Map([...files].sort()))
  })

  test('a folder holds the same, keeps what is not its own, and drops what is gone', async ({
    assert,
  }) => {
    const { files } = packSolution(solution)
    const target = join(folder, 'bank')
    mkdirSync(join(target, '.git'), { recursive: true })
    writeFileSync(join(target, '.git', 'HEAD'), 'ref')
    mkdirSync(join(target, 'definitions', 'view'), { recursive: true })
    writeFileSync(join(target, 'definitions', 'view', 'x_old.json'), '{}')
    await writeFolder(target, files)
    const read = await readPackage(target)
    assert.sameMembers([...read.keys()], [...files.keys()])
    assert.equal(unpackSolution(read).hash, packSolution(solution).hash)
  })

  test('a link in a folder is refused', async ({ assert }) => {
    const target = join(folder, 'linked')
    mkdirSync(target)
    symlinkSync('/etc/passwd', join(target, 'manifest.json'))
    await assert.rejects(() => readPackage(target), /E_SOLUTION_INVALID.*symlink/)
  })

  const text = strToU8('{}\n')
  const bomb = new Uint8Array(LIMITS.fileBytes + 1)
  const many = Object.fromEntries(
    Array.from({ length: LIMITS.files + 1 }, (_, n) => [`definitions/view/x_${n}.json`, text])
  )
  test('{title}')
    .with([
      {
        title: 'a path out of the folder is refused',
        zip: { '../outside.json': text } as Zippable,
        code: 'E_SOLUTION_INVALID',
        reason: 'bad_path',
      },
      {
        title: 'an absolute path is refused',
        zip: { '/etc/x.json': text } as Zippable,
        code: 'E_SOLUTION_INVALID',
        reason: 'bad_path',
      },
      {
        title: 'another kind of file is refused',
        zip: { 'definitions/run.sh': text } as Zippable,
        code: 'E_SOLUTION_INVALID',
        reason: 'bad_path',
      },
      {
        title: 'a symbolic link is refused',
        zip: { 'manifest.json': [text, { os: 3, attrs: 0o120777 << 16 }] } as Zippable,
        code: 'E_SOLUTION_INVALID',
        reason: 'symlink',
      },
      {
        title: 'text that is not UTF-8 is refused',
        zip: { 'manifest.json': new Uint8Array([0xff, 0xfe, 0x00]) } as Zippable,
        code: 'E_SOLUTION_INVALID',
        reason: 'not_utf8',
      },
      {
        title: 'a file that swells beyond the limit is refused',
        zip: { 'manifest.json': [bomb, { level: 9 }] } as Zippable,
        code: 'E_SOLUTION_TOO_LARGE',
        reason: undefined,
      },
      {
        title: 'too many files are refused',
        zip: many as Zippable,
        code: 'E_SOLUTION_TOO_LARGE',
        reason: undefined,
      },
    ])
    .run(({ assert }, { zip, code, reason }) => {
      const refusal = refusalOf(() => readZip(zipSync(zip)))
      assert.equal(refusal?.code, code)
      if (reason !== undefined) assert.equal(refusal?.params.reason, reason)
    })

  test('a name that comes twice is refused', ({ assert }) => {
    const zip = Buffer.from(zipSync({ 'a1.json': text, 'a2.json': text }))
    const doubled = Buffer.from(zip.toString('latin1').replaceAll('a2.json', 'a1.json'), 'latin1')
    assert.equal(refusalOf(() => readZip(doubled))?.params.reason, 'duplicate_file')
  })

  test('a zip cut anywhere is refused, never half read', ({ assert }) => {
    const zip = writeZip(packSolution(solution).files)
    for (let length = 0; length < zip.length; length += 7) {
      assert.equal(refusalOf(() => readZip(zip.subarray(0, length)))?.code, 'E_SOLUTION_INVALID')
    }
  })
})

test.group('manifest', () => {
  const { files } = packSolution(solution)
  const withFile = (path: string, content: string) => new Map(files).set(path, content)
  const view = 'definitions/view/x_cities.json'

  test('a file that was changed is named', ({ assert }) => {
    const text = (files.get(view) ?? '').replace('x_city', 'x_town')
    assert.deepEqual(
      refusalOf(() => unpackSolution(withFile(view, text))),
      {
        code: 'E_SOLUTION_TAMPERED',
        params: { file: view },
      }
    )
  })

  test('a file that was added, and one that is missing, are named', ({ assert }) => {
    const added = withFile('definitions/view/x_more.json', '{}\n')
    assert.equal(
      refusalOf(() => unpackSolution(added))?.params.file,
      'definitions/view/x_more.json'
    )
    const missing = new Map(files)
    missing.delete(view)
    assert.equal(refusalOf(() => unpackSolution(missing))?.params.file, view)
  })

  test('a newer format is refused and says which is understood', ({ assert }) => {
    const manifest = (files.get('manifest.json') ?? '').replace('"format": 1', '"format": 2')
    assert.deepEqual(
      refusalOf(() => unpackSolution(withFile('manifest.json', manifest))),
      {
        code: 'E_SOLUTION_FORMAT',
        params: { format: 2, supported: 1 },
      }
    )
  })

  test('without a manifest, or with a broken one, nothing is read', ({ assert }) => {
    const without = new Map(files)
    without.delete('manifest.json')
    for (const broken of [
      without,
      withFile('manifest.json', '{'),
      withFile('manifest.json', '[]'),
    ]) {
      assert.equal(refusalOf(() => unpackSolution(broken))?.code, 'E_SOLUTION_INVALID')
    }
  })
})
