import { test } from '@japa/runner'
import { parseRange } from '#core/files/byte_range'
import { contentDisposition, safeFileName } from '#core/files/file_name'
import { accepts, mayShowInline, sniffMime } from '#core/files/mime'

const bytes = (text: string) => Buffer.from(text, 'latin1')

test.group('names of files', () => {
  test('{name} becomes {safe}')
    .with([
      { name: '../../etc/passwd', safe: 'passwd' },
      { name: 'C:\\Users\\x\\گزارش.pdf', safe: 'گزارش.pdf' },
      { name: 'a\u202Efdp.exe', safe: 'afdp.exe' },
      { name: 'a\r\nSet-Cookie: x.txt', safe: 'aSet-Cookie_ x.txt' },
      { name: '', safe: 'file_' },
      { name: '..', safe: 'file_' },
      { name: 'CON.txt', safe: 'file_CON.txt' },
      { name: `${'ب'.repeat(300)}.csv`, safe: `${'ب'.repeat(196)}.csv` },
    ])
    .run(({ assert }, { name, safe }) => assert.equal(safeFileName(name), safe))

  test('a header holds any name and nothing breaks out of it', ({ assert }) => {
    assert.equal(
      contentDisposition('attachment', 'گزارش "x".pdf'),
      `attachment; filename="_____ _x_.pdf"; filename*=UTF-8''%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%20%22x%22.pdf`
    )
  })
})

test.group('kinds of files', () => {
  test('{name}: {mime}')
    .with([
      { name: 'a.pdf', head: bytes('%PDF-1.7'), mime: 'application/pdf' },
      { name: 'a.txt', head: bytes('\x89PNG\r\n\x1a\n'), mime: 'image/png' },
      { name: 'a.png', head: bytes('<html><script>'), mime: 'text/html' },
      { name: 'a.csv', head: bytes('a;b\r\n1;2'), mime: 'text/csv' },
      { name: 'a.csv', head: Buffer.from('\uFEFFa,b', 'utf16le'), mime: 'text/csv' },
      { name: 'a.csv', head: bytes('PK\x03\x04....'), mime: 'application/zip' },
      { name: 'a.png', head: bytes('MZ\x90\x00'), mime: 'application/x-msdownload' },
      { name: 'a.wav', head: bytes('RIFF\x24\x00\x00\x00WAVEfmt '), mime: 'audio/wav' },
      { name: 'a.bin', head: bytes('\x00\x01\x02'), mime: 'application/octet-stream' },
    ])
    .run(({ assert }, { name, head, mime }) => assert.equal(sniffMime(head, name), mime))

  test('accept lists know kinds, families and all', ({ assert }) => {
    assert.isTrue(accepts([], 'text/html'))
    assert.isTrue(accepts(['image/*'], 'image/png'))
    assert.isFalse(accepts(['image/*', 'application/pdf'], 'text/html'))
  })

  test('nothing that a browser would run is shown in a page', ({ assert }) => {
    for (const mime of ['text/html', 'image/svg+xml', 'application/pdf', 'text/plain']) {
      assert.isFalse(mayShowInline(mime), mime)
    }
    assert.isTrue(mayShowInline('image/png'))
  })
})

test.group('ranges', () => {
  test('{header} of 100 bytes')
    .with([
      { header: 'bytes=0-9', range: { start: 0, end: 9 } },
      { header: 'bytes=90-', range: { start: 90, end: 99 } },
      { header: 'bytes=-10', range: { start: 90, end: 99 } },
      { header: 'bytes=-1000', range: { start: 0, end: 99 } },
      { header: 'bytes=50-1000', range: { start: 50, end: 99 } },
      { header: 'bytes=100-', range: 'unsatisfiable' },
      { header: 'bytes=-0', range: 'unsatisfiable' },
      { header: 'bytes=0-1,5-6', range: null },
      { header: 'bytes=9-1', range: null },
      { header: 'lines=1-2', range: null },
      { header: undefined, range: null },
    ])
    .run(({ assert }, { header, range }) =>
      assert.deepEqual(parseRange(header, 100), range as never)
    )
})
