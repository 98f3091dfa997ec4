import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { detectDelimiter } from '#core/import_export/text/detect_delimiter'
import { EncodingDetector } from '#core/import_export/text/detect_encoding'
import { columnNames, readCsv } from '#core/import_export/text/csv_reader'
import { inspectFile } from '#core/import_export/text/inspect_file'
import type { Encoding } from '#core/import_export/types'

const windows1256 = (text: string) => {
  const decoder = new TextDecoder('windows-1256')
  const bytes = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) bytes.set(decoder.decode(Uint8Array.of(byte)), byte)
  return Buffer.from([...text].map((letter) => bytes.get(letter) ?? 0x3f))
}
/** With the Arabic ye: windows-1256 has no other, and old Persian files are full of it. */
const PERSIAN = 'نام,شهر\nعلي,تهران\nسارا,تبريز\n'

function detect(bytes: Uint8Array, chosen?: Encoding, chunk = 7) {
  const detector = new EncodingDetector()
  for (let at = 0; at < bytes.length; at += chunk) detector.push(bytes.subarray(at, at + chunk))
  return detector.detect(chosen)
}

test.group('encodings', () => {
  test('tells {why}')
    .with([
      { why: 'ASCII', bytes: Buffer.from('a,b\n1,2\n'), found: { encoding: 'utf-8', bom: 0 } },
      { why: 'UTF-8', bytes: Buffer.from(PERSIAN), found: { encoding: 'utf-8', bom: 0 } },
      {
        why: 'UTF-8 with a mark',
        bytes: Buffer.from(`\uFEFF${PERSIAN}`),
        found: { encoding: 'utf-8', bom: 3 },
      },
      {
        why: 'UTF-16LE with a mark',
        bytes: Buffer.from(`\uFEFF${PERSIAN}`, 'utf16le'),
        found: { encoding: 'utf-16le', bom: 2 },
      },
      {
        why: 'UTF-16BE with a mark',
        bytes: Buffer.from(`\uFEFF${PERSIAN}`, 'utf16le').swap16(),
        found: { encoding: 'utf-16be', bom: 2 },
      },
      {
        why: 'UTF-16LE without a mark',
        bytes: Buffer.from(PERSIAN, 'utf16le'),
        found: { encoding: 'utf-16le', bom: 0 },
      },
      {
        why: 'windows-1256',
        bytes: windows1256(PERSIAN),
        found: { encoding: 'windows-1256', bom: 0 },
      },
      {
        why: 'damaged UTF-8',
        bytes: Buffer.concat([Buffer.from(PERSIAN), Buffer.from([0xff, 0x0a])]),
        found: { problem: 'invalid', encoding: 'utf-8', line: 4 },
      },
      {
        why: 'UTF-8 cut inside a letter',
        bytes: Buffer.from(PERSIAN.repeat(3)).subarray(0, -2),
        found: { problem: 'invalid', encoding: 'utf-8', line: 9 },
      },
      {
        why: 'an unknown one',
        bytes: Buffer.from('name\nJosé\nFrançois\n', 'latin1'),
        found: { problem: 'unknown', line: 2 },
      },
      {
        why: 'what is no text',
        bytes: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2]),
        found: { problem: 'binary' },
      },
      {
        why: 'an overlong form',
        bytes: Buffer.from([0x61, 0x0a, 0xc0, 0xaf]),
        found: { problem: 'unknown', line: 2 },
      },
    ])
    .run(({ assert }, { bytes, found }) => {
      assert.deepEqual(detect(bytes), found as never)
      assert.deepEqual(detect(bytes, undefined, 1), found as never)
    })

  test('a chosen encoding is checked', ({ assert }) => {
    const latin = Buffer.from('José\n', 'latin1')
    assert.deepEqual(detect(latin, 'windows-1252'), { encoding: 'windows-1252', bom: 0 })
    assert.deepEqual(detect(latin, 'utf-8'), { problem: 'invalid', encoding: 'utf-8', line: 1 })
  })
})

test.group('delimiters', () => {
  test('{text}: {found}')
    .with([
      { text: 'a,b,c\n1,2,3\n', found: ',' },
      { text: 'a;b;c\n1,5;2,5;3\n', found: ';' },
      { text: 'a\tb\n1\t2\n', found: '\t' },
      { text: 'a|b\n1|2\n', found: '|' },
      { text: 'name\nAli\n', found: ',' },
      { text: '"a;x";b\n"1;;;;";2\n', found: ';' },
    ])
    .run(({ assert }, { text, found }) => assert.equal(detectDelimiter(text), found))
})

test.group('CSV', (group) => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-csv-'))
  group.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = (content: string | Buffer) => {
    const path = join(folder, 'file.csv')
    writeFileSync(path, content)
    return path
  }
  async function read(content: string | Buffer, size = 2) {
    const path = file(content)
    const format = await inspectFile(path, 'text/csv')
    const rows = []
    for await (const some of readCsv(path, format, size)) rows.push(...some)
    return { ...format, read: rows.map(({ line, cells }) => [line, ...cells]) }
  }

  test('rows know their line, also behind cells of several lines', async ({ assert }) => {
    const { read: rows, rows: count } = await read(
      'a,b\r\n1,"x\r\ny"\r\n\r\n2,"say ""hi"""\r\n3,\r\n'
    )
    assert.deepEqual(rows, [
      [1, 'a', 'b'],
      [2, '1', 'x\r\ny'],
      [5, '2', 'say "hi"'],
      [6, '3', ''],
    ])
    assert.equal(count, 3)
    const unix = await read('a,b\n\n\n1,"x\n\ny"\n2,z')
    assert.deepEqual(
      unix.read.map(([line]) => line),
      [1, 4, 7]
    )
  })

  test('{why}: the same rows')
    .with([
      { why: 'UTF-8 with a mark', content: Buffer.from(`\uFEFF${PERSIAN}`) },
      { why: 'UTF-16LE', content: Buffer.from(`\uFEFF${PERSIAN}`, 'utf16le') },
      { why: 'UTF-16BE', content: Buffer.from(`\uFEFF${PERSIAN}`, 'utf16le').swap16() },
      { why: 'windows-1256', content: windows1256(PERSIAN) },
    ])
    .run(async ({ assert }, { content }) => {
      const { read: rows, rows: count } = await read(content)
      assert.deepEqual(rows, [
        [1, 'نام', 'شهر'],
        [2, 'علي', 'تهران'],
        [3, 'سارا', 'تبريز'],
      ])
      assert.equal(count, 2)
    })

  test('refuses {code}')
    .with([
      { code: 'E_IMPORT_EMPTY', content: '', params: {} },
      { code: 'E_IMPORT_EMPTY', content: '\n\n', params: {} },
      { code: 'E_IMPORT_QUOTE_OPEN', content: 'a,b\n1,2\n3,"x\n4,5\n', params: { line: 3 } },
      { code: 'E_IMPORT_QUOTE', content: 'a,b\n1,x"y\n', params: { line: 2 } },
      { code: 'E_IMPORT_QUOTE', content: 'a,b\n1,2\n"x"y,2\n', params: { line: 3 } },
      {
        code: 'E_IMPORT_NOT_TEXT',
        content: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]),
        params: {},
      },
      {
        code: 'E_IMPORT_ENCODING',
        content: Buffer.concat([Buffer.from(PERSIAN), Buffer.from([0xff])]),
        params: { line: 4 },
      },
      {
        code: 'E_IMPORT_ENCODING',
        content: Buffer.from(`\uFEFFa\n\uD800b\n`, 'utf16le'),
        params: { encoding: 'utf-16le' },
      },
      {
        code: 'E_IMPORT_ROW_TOO_LONG',
        content: `a\n${'x'.repeat(1_000_001)}\n`,
        params: { line: 2 },
      },
    ])
    .run(async ({ assert }, { code, content, params }) => {
      const path = file(content)
      const refused = await inspectFile(path, 'text/csv').then(
        () => null,
        (error: { code: string; params: object }) => error
      )
      assert.equal(refused?.code, code)
      assert.containsSubset(refused?.params, params)
    })

  test('names of columns are never empty and never twice', ({ assert }) => {
    assert.deepEqual(columnNames(['a', '', 'a', '  b\n c ']), ['a', 'Column 2', 'a (2)', 'b c'])
  })
})
