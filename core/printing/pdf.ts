import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printPage, type PrintDocument } from '#core/printing/page'
import {
  E_PDF_BUSY,
  E_PDF_FAILED,
  E_PDF_TOO_LARGE,
  E_PDF_UNAVAILABLE,
} from '#core/templates/errors'

const TIMEOUT_MS = 60_000
/** Each browser takes some hundred megabytes: further prints wait. */
const AT_ONCE = 2
const MAX_WAITING = 20
/** Chromium lays out some forty kilobytes of a table in a second: two thousand rows of twelve columns are one megabyte. */
const MAX_PAGE_BYTES = 2_000_000
/** The structure for screen readers takes a third of the time: the longest lists go without. */
const MAX_TAGGED_BYTES = 500_000
const MAX_PDF_BYTES = 64_000_000

/**
 * No network, nothing remembered. Chromium's own sandbox cannot run as root. Scripts are refused by the page's own policy and
 * not by a flag: Chromium's headless print is a script itself, and with scripts off it ends well without a file.
 */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
  '--no-pdf-header-footer',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--proxy-server=http://0.0.0.0:9',
  '--proxy-bypass-list=<-loopback>',
]

/** Documents as PDF by a headless Chromium of this machine. Nothing leaves the host. */
export class PdfPrinter {
  readonly #chromium: string | undefined
  readonly #timeoutMs: number
  readonly #waiting: (() => void)[] = []
  #running = 0
  #fonts: Promise<string> | null = null

  constructor(chromium: string | undefined, timeoutMs: number = TIMEOUT_MS) {
    this.#chromium = chromium
    this.#timeoutMs = timeoutMs
  }

  get isAvailable(): boolean {
    return this.#chromium !== undefined
  }

  /**
   * @throws E_PDF_UNAVAILABLE where no browser is configured, E_PDF_TOO_LARGE, E_PDF_BUSY when many wait already, E_PDF_FAILED
   */
  async print(document: PrintDocument): Promise<Buffer> {
    if (this.#chromium === undefined) throw new E_PDF_UNAVAILABLE()
    if (Buffer.byteLength(document.html) > MAX_PAGE_BYTES) throw new E_PDF_TOO_LARGE()
    await this.#turn()
    try {
      return await this.#printNow(this.#chromium, document)
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= MAX_WAITING) throw new E_PDF_BUSY()
      await new Promise<void>((go) => this.#waiting.push(go))
    }
    this.#running += 1
  }

  async #printNow(chromium: string, document: PrintDocument): Promise<Buffer> {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-pdf-'))
    try {
      const page = join(folder, 'page.html')
      const pdf = join(folder, 'page.pdf')
      await writeFile(page, printPage(document, await this.#fontFaces()))
      const plain = Buffer.byteLength(document.html) > MAX_TAGGED_BYTES
      await this.#run(chromium, folder, [
        ...(plain ? ['--disable-pdf-tagging'] : []),
        `--print-to-pdf=${pdf}`,
        pathToFileURL(page).href,
      ])
      return await readPdf(pdf)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  #run(chromium: string, folder: string, wish: readonly string[]): Promise<void> {
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const flags = [...FLAGS, ...root, `--user-data-dir=${join(folder, 'profile')}`, ...wish]
    return new Promise((resolve, reject) => {
      /** A group of its own: Chromium is many processes, and all of them end at the time limit. */
      const browser = spawn(chromium, flags, { stdio: 'ignore', detached: true })
      const limit = setTimeout(() => endGroup(browser.pid), this.#timeoutMs)
      browser.once('error', (cause) => {
        clearTimeout(limit)
        reject(new E_PDF_FAILED({}, [], { cause }))
      })
      browser.once('exit', (code) => {
        clearTimeout(limit)
        endGroup(browser.pid)
        if (code === 0) resolve()
        else reject(new E_PDF_FAILED())
      })
    })
  }

  /** The product's own typeface inside the page, so that Persian looks the same on every host. */
  #fontFaces(): Promise<string> {
    this.#fonts ??= readFonts()
    return this.#fonts
  }
}

/** Ends what is left of a process group; one that has ended is none. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function readPdf(path: string): Promise<Buffer> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new E_PDF_FAILED({}, [], { cause })
  })
  if (size > MAX_PDF_BYTES) throw new E_PDF_TOO_LARGE()
  return readFile(path)
}

async function readFonts(): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  const faces = await Promise.all(
    [
      [400, 'Regular'],
      [600, 'SemiBold'],
    ].map(async ([weight, name]) => {
      const path = resolve(`vazirmatn/fonts/webfonts/Vazirmatn-${name}.woff2`)
      const data = (await readFile(path)).toString('base64')
      return `@font-face{font-family:Vazirmatn;font-weight:${weight};src:url(data:font/woff2;base64,${data}) format('woff2')}`
    })
  )
  return faces.join('')
}
