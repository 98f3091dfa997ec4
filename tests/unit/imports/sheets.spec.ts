import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { CodedError } from '#core/errors/coded_error'
import {
  meaningOf,
  plainNumber,
  serialOf,
  serialText,
} from '#core/import_export/sheet/number_formats'
import { sheetAsCsv, isWorkbook } from '#core/import_export/sheet/sheet_to_csv'
import { writeWorkbook } from '#core/import_export/sheet/sheet_writer'
import type { SheetCell } from '#core/import_export/sheet/sheet_xml'
import { Workbook } from '#core/import_export/sheet/workbook'

const look = { rightToLeft: true, calendar: 'persian' } as const

async function* inBatches<T>(rows: T[], size: number): AsyncGenerator<T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size)
}
async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

test.group('workbooks', (group) => {
  let folder = ''
  group.setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sheets-'))
    return () => rm(folder, { recursive: true })
  })
  const path = () => join(folder, 'file.xlsx')
  const save = (content: Uint8Array | string) => writeFile(path(), content)
  const zipped = (parts: Record<string, string>) => {
    const files: Zippable = {}
    for (const [name, content] of Object.entries(parts)) files[name] = strToU8(content)
    return save(zipSync(files))
  }
  async function csv(sheet?: string): Promise<string> {
    const parts: string[] = []
    for await (const part of sheetAsCsv(path(), sheet)) parts.push(part)
    return parts.join('')
  }
  async function refusal(work: () => Promise<unknown>): Promise<string> {
    try {
      await work()
      return ''
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return error.code
    }
  }

  test('what is written is read back: types, Persian, what looks like a formula, what XML cannot hold', async ({
    assert,
  }) => {
    const rows: SheetCell[][] = [
      [
        { kind: 'text', text: '=1+1' },
        { kind: 'number', value: -1.5 },
        { kind: 'date', day: '2026-03-21' },
      ],
      [
        { kind: 'text', text: 'سلام «دنیا» & <x>\n"y"' },
        null,
        { kind: 'datetime', wall: '2026-11-28 23:59:59' },
      ],
      [
        { kind: 'text', text: 'a\u0000b\uD800c😀' },
        { kind: 'boolean', value: true },
        { kind: 'duration', seconds: 100_000 },
      ],
      [
        { kind: 'text', text: '0012' },
        { kind: 'number', value: 123456789012345 },
        { kind: 'text', text: '' },
      ],
    ]
    const columns = ['نام', 'B', 'C'].map((header) => ({ header, width: 10 }))
    await save(await bytesOf(writeWorkbook('مشتری', columns, inBatches(rows, 3), look)))
    assert.isTrue(await isWorkbook(path()))
    assert.equal(
      await csv(),
      'نام,B,C\n=1+1,-1.5,2026-03-21\n"سلام «دنیا» & <x>\n""y""",,2026-11-28 23:59:59\n' +
        'abc😀,true,27:46:40\n0012,123456789012345,\n'
    )
  })

  test('more rows than a sheet has go on in another one, each with the header', async ({
    assert,
  }) => {
    const rows = Array.from({ length: 5 }, (_, at): SheetCell[] => [{ kind: 'number', value: at }])
    const columns = [{ header: 'n', width: 5 }]
    await save(await bytesOf(writeWorkbook('List', columns, inBatches(rows, 4), look, 3)))
    const book = await Workbook.open(path())
    assert.deepEqual(
      book.sheets.map(({ name }) => name),
      ['List', 'List 2', 'List 3']
    )
    assert.equal(await csv('List 2'), 'n\n2\n3\n')
    assert.equal(await refusal(() => csv()), 'E_IMPORT_SHEET_CHOICE')
    assert.equal(await refusal(() => csv('Other')), 'E_IMPORT_SHEET_UNKNOWN')
  })

  const BOOK = {
    'xl/workbook.xml':
      '<workbook xmlns:r="x"><workbookPr date1904="1"/><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/><sheet name="Hidden" state="hidden" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/s.xml"/></Relationships>',
  }

  test('files of other programs: shared and rich texts, gaps, prefixes, the calendar from 1904', async ({
    assert,
  }) => {
    await zipped({
      ...BOOK,
      'xl/sharedStrings.xml':
        '<x:sst><x:si><x:t>one</x:t></x:si><x:si><x:r><x:t>ri</x:t></x:r><x:r><x:t>ch</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:si><x:si/></x:sst>',
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
      'xl/worksheets/s.xml':
        '<worksheet><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>' +
        '<row r="4"><c r="B4" s="1"><v>0</v></c><c r="C4" t="str"><f>A1&amp;"x"</f><v>done</v></c></row><row r="5"><c r="A5" s="1"/></row></sheetData></worksheet>',
    })
    assert.equal(await csv(), '\none,,rich\n\n,1904-01-01,done\n')
  })

  test('{title} is refused')
    .with([
      {
        title: 'no zip',
        content: 'PK\u0003\u0004 and nothing more',
        code: 'E_IMPORT_SHEET_BROKEN',
      },
      {
        title: 'a protected workbook',
        content: Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
        code: 'E_IMPORT_SHEET_PROTECTED',
      },
    ])
    .run(async ({ assert }, { content, code }) => {
      await save(content)
      const read = async () => ((await isWorkbook(path())) ? csv() : '')
      assert.equal(await refusal(read), code)
    })

  test('a bomb is not unpacked, a document type is not read, an empty sheet is said to be empty', async ({
    assert,
  }) => {
    const sheet = (content: string) => zipped({ ...BOOK, 'xl/worksheets/s.xml': content })
    await sheet(
      `<worksheet><sheetData>${`<row a="${'x'.repeat(900)}"/>`.repeat(80_000)}</sheetData></worksheet>`
    )
    assert.equal(await refusal(() => csv()), 'E_IMPORT_SHEET_TOO_LARGE')
    await sheet('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>')
    assert.equal(await refusal(() => csv()), 'E_IMPORT_SHEET_BROKEN')
    await sheet('<worksheet><sheetData/></worksheet>')
    assert.equal(await refusal(() => csv()), 'E_IMPORT_EMPTY')
  })

  test('the format {code} means {meaning}')
    .with([
      { code: 'General', meaning: 'number' },
      { code: '#,##0.00 "day"', meaning: 'number' },
      { code: '[Red]0.0', meaning: 'number' },
      { code: '[$-fa-IR,16]yyyy/mm/dd;@', meaning: 'date' },
      { code: 'mmm\\ yy', meaning: 'date' },
      { code: 'd.m.yyyy h:mm', meaning: 'datetime' },
      { code: '[h]:mm:ss', meaning: 'duration' },
      { code: 'hh:mm', meaning: 'duration' },
    ])
    .run(({ assert }, { code, meaning }) => {
      assert.equal(meaningOf(170, code), meaning)
    })

  test('numbers are written out, serials there and back', ({ assert }) => {
    assert.deepEqual([0.1 + 0.2, 1e15, 1e-7, -12.5, 1e20].map(plainNumber), [
      '0.3',
      '1000000000000000',
      '0.0000001',
      '-12.5',
      '100000000000000000000',
    ])
    for (const day of ['1900-03-01', '2026-03-21', '2100-12-31']) {
      assert.equal(serialText(serialOf(day), 'date', false), day)
    }
    assert.equal(serialText(45_000.5, 'date', false), '2023-03-15 12:00:00')
  })
})
