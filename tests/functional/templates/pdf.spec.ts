/*
 * Prints as PDF by the Chromium of this machine. What stands in a file is read from the file itself: fonts and the characters
 * that their glyphs mean are in it, page by page.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { test } from '@japa/runner'
import { PdfPrinter } from '#core/printing/pdf'
import type { PrintDocument } from '#core/printing/page'
import { signInWith } from '#tests/support/people'
import { makeRecord } from '#tests/browser/support/browser'
import env from '#core/start/env'

const chromium = env.get('CHROMIUM_PATH')
const document = (html: string, language: 'en' | 'fa' = 'en'): PrintDocument => ({
  title: 'Print',
  html,
  language,
  dir: language === 'fa' ? 'rtl' : 'ltr',
  unreadable: [],
  cut: false,
})

/** All compressed streams of a PDF as text, the maps from glyphs to characters among them. */
function streamsOf(pdf: Buffer): string {
  const text = pdf.toString('latin1')
  const found = [...text.matchAll(/\/Filter \/FlateDecode[^>]*>>\s*stream\r?\n/g)]
  return found
    .map(({ index, 0: head }) => {
      const from = index + head.length
      const to = text.indexOf('endstream', from)
      return inflateSync(pdf.subarray(from, to), { finishFlush: 2 }).toString('latin1')
    })
    .join('\n')
}

/** Joined letters stand in the map as the forms they take: the letter behind a form is what a search compares. */
const letterOf = (code: number) => String.fromCodePoint(code).normalize('NFKC')

/** The characters that a PDF lets be copied and searched. */
function charactersOf(pdf: Buffer): Set<string> {
  const characters = new Set<string>()
  for (const [, kind, body = ''] of streamsOf(pdf).matchAll(
    /beginbf(char|range)([\s\S]*?)endbf/g
  )) {
    for (const [, ...hex] of body.matchAll(/<(\w+)> (?:<(\w+)> )?<(\w+)>/g)) {
      const [from = 0, last, first = 0] = hex.map((digits) => Number.parseInt(digits ?? '', 16))
      const count = kind === 'range' && last ? last - from : 0
      for (let n = 0; n <= count; n += 1) characters.add(letterOf(first + n))
    }
  }
  return characters
}

/** A program in place of the browser. */
function program(lines: string): { path: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-program-'))
  const path = join(folder, 'program')
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

test.group('PDF', () => {
  test('Persian stands in it with the letters of the text and the typeface embedded', async ({
    assert,
  }) => {
    const html = '<h1>قرارداد وام</h1><p>مشتری می‌خواهد ۱۲ قسط</p>'
    const pdf = await new PdfPrinter(chromium).print(document(html, 'fa'))
    const raw = pdf.toString('latin1')
    assert.match(raw, /\/BaseFont \/[A-Z]{6}\+Vazirmatn/)
    assert.match(raw, /\/FontFile2/)
    assert.match(raw, /\/Lang \(fa\)/)
    const characters = charactersOf(pdf)
    for (const letter of 'قراردوممشتیخهسط۱۲') assert.isTrue(characters.has(letter), letter)
  }).timeout(120_000)

  test('nothing is fetched and no script runs, whatever the page asks for', async ({ assert }) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(String(request.url))
      response.end('x')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const at = (host: string, name: string) => `http://${host}:${port}/${name}`
    const html = ['127.0.0.1', 'localhost']
      .map(
        (host) =>
          `<img src="${at(host, 'image')}"><iframe src="${at(host, 'frame')}"></iframe>` +
          `<link rel="stylesheet" href="${at(host, 'sheet')}"><script src="${at(host, 'script')}"></script>` +
          `<style>@import url(${at(host, 'import')}); p{background:url(${at(host, 'back')})}</style><p>text</p>` +
          `<script>fetch('${at(host, 'fetch')}')</script><object data="${at(host, 'object')}"></object>` +
          `<meta http-equiv="refresh" content="0;url=${at(host, 'refresh')}">`
      )
      .join('')
    await new PdfPrinter(chromium)
      .print(document(html))
      .catch((error: Error & { code?: string }) => {
        assert.equal(error.code, 'E_PDF_FAILED')
      })
    await new Promise((resolve) => server.close(resolve))
    assert.deepEqual(asked, [])
  }).timeout(120_000)

  test('a browser that ends well without a file, or ends badly, or is none, is a failure', async ({
    assert,
  }) => {
    const quiet = program('exit 0')
    const bad = program('exit 3')
    for (const path of [quiet.path, bad.path, join(tmpdir(), 'no-such-browser')]) {
      await assert.rejects(() => new PdfPrinter(path).print(document('x')), /E_PDF_FAILED/)
    }
    quiet.remove()
    bad.remove()
  })

  test('a browser that never ends is ended with its children', async ({ assert }) => {
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-pids-'))
    const stuck = program(`sleep 600 & echo $! > ${folder}/child; wait`)
    const printer = new PdfPrinter(stuck.path, 500)
    await assert.rejects(() => printer.print(document('x')), /E_PDF_FAILED/)
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'))
    assert.isAbove(child, 0)
    /** The kernel ends it at once, but takes a moment to forget it. */
    while (isRunning(child)) await new Promise((resolve) => setImmediate(resolve))
    stuck.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a page that is too long is refused, and so is one when many wait', async ({ assert }) => {
    const never = program('sleep 600')
    const printer = new PdfPrinter(never.path, 100)
    await assert.rejects(() => printer.print(document('x'.repeat(3_000_000))), /E_PDF_TOO_LARGE/)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 23 }, () => printer.print(document('x')))
    )
    const codes = outcomes.map((one) => (one.status === 'rejected' ? one.reason.code : 'made'))
    assert.deepEqual(codes, [...Array<string>(22).fill('E_PDF_FAILED'), 'E_PDF_BUSY'])
    never.remove()
  })

  test('a record comes as a file with its name', async ({ client, assert }) => {
    const { headers, ...person } = await signInWith(['administrator'])
    const id = await makeRecord({ headers, ...person }, 'contact', {
      first_name: 'سارا',
      last_name: 'کریمی',
    })
    const response = await client
      .post(`/api/print/contact/${id}`)
      .headers(headers)
      .json({ format: 'pdf', language: 'fa' })
    response.assertStatus(200)
    response.assertHeader('content-type', 'application/pdf')
    response.assertHeader('cache-control', 'no-store')
    assert.include(response.header('content-disposition'), encodeURIComponent('کریمی'))
    assert.equal(
      Buffer.from(response.body() as Buffer)
        .subarray(0, 5)
        .toString(),
      '%PDF-'
    )
  }).timeout(120_000)
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
