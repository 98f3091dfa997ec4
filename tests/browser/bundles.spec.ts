import { gzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { publicFolder } from '#core/http/public_folder'
import { baseUrl, makeRecord, TestBrowser } from '#tests/browser/support/browser'

interface Chunk {
  file: string
  src?: string
}

/** What only designers and rare pages need: part of a file's name, or of the source that a chunk was made from. */
const HEAVY_TEXT =
  /bpmn-js|diagram-js|feel-editor|codemirror|prosemirror|vue-flow|dagre|wavesurfer|chart\.js/i
const DESIGNER_SOURCE = /designer\/.*\.vue$/
/** Bytes over the wire of the list's first load, compressed: what may not be passed without asking why. */
const LIST_LIMIT = 800_000

function manifest(): Chunk[] {
  const path = join(publicFolder(app.makePath()), '.vite', 'manifest.json')
  return Object.values(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>)
}

test.group('Bundles', (group) => {
  const browser = TestBrowser.for(group)

  test('a list and a record load neither the designers nor what only they need', async ({
    assert,
  }) => {
    const { page, person, requests } = await browser.visit()
    const id = await makeRecord(person, 'contact', { first_name: 'Sara', last_name: 'Bundle' })
    await page.goto('/records/contact')
    await page.getByText('Bundle').first().waitFor()
    await page.waitForLoadState('networkidle')
    const scripts = [...new Set(requests)]
      .filter((url) => url.startsWith(`${baseUrl()}/assets/`))
      .map((url) => new URL(url).pathname.slice(1))
    const read = (file: string) => readFileSync(join(publicFolder(app.makePath()), file))
    const sizes = scripts.map((file) => ({
      file,
      bytes: read(file).length,
      sent: /\.(js|css)$/.test(file) ? gzipSync(read(file)).length : read(file).length,
    }))
    const total = sizes.reduce((sum, { sent }) => sum + sent, 0)
    const raw = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
    process.stdout.write(
      `      first load of a list: ${scripts.length} files, ${raw} bytes, ${total} sent\n`
    )

    await page.goto(`/records/contact/${id}`)
    await page.locator('[data-test=print]').waitFor()
    await page.waitForLoadState('networkidle')
    const loaded = new Set(
      requests
        .filter((url) => url.startsWith(`${baseUrl()}/assets/`))
        .map((url) => new URL(url).pathname.slice(1))
    )
    const designers = manifest().filter(({ src = '' }) => DESIGNER_SOURCE.test(src))
    assert.isAbove(designers.length, 5)
    assert.deepEqual(
      designers.filter(({ file }) => loaded.has(file)).map(({ src }) => src),
      []
    )
    const heavy = [...loaded].filter(
      (file) => file.endsWith('.js') && HEAVY_TEXT.test(read(file).toString('utf8'))
    )
    assert.deepEqual(heavy, [])
    assert.isBelow(total, LIST_LIMIT)
  })
})
