import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { printPage, type PrintDocument } from '#core/printing/page'
import { E_PDF_FAILED, E_PDF_UNAVAILABLE } from '#core/templates/errors'

const TIMEOUT_MS = 30_000
/** Each browser takes some hundred megabytes: further prints wait. */
const AT_ONCE = 2

/** No network, no script, nothing remembered. Chromium's own sandbox cannot run as root. */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
  '--no-pdf-header-footer',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--blink-settings=scriptEnabled=false',
]

/** Documents as PDF by a headless Chromium of this machine. Nothing leaves the host. */
export class PdfPrinter {
  readonly #chromium: string | undefined
  readonly #waiting: (() => void)[] = []
  #running = 0
  #fonts: Promise<string> | null = null

  constructor(chromium: string | undefined) {
    this.#chromium = chromium
  }

  get isAvailable(): boolean {
    return this.#chromium !== undefined
  }

  /** @throws E_PDF_UNAVAILABLE where no browser is configured, E_PDF_FAILED */
  async print(document: PrintDocument): Promise<Buffer> {
    if (this.#chromium === undefined) throw new E_PDF_UNAVAILABLE()
    await this.#turn()
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-pdf-'))
    try {
      const page = join(folder, 'page.html')
      const pdf = join(folder, 'page.pdf')
      await writeFile(page, printPage(document, await this.#fontFaces()))
      await this.#run(this.#chromium, folder, page, pdf)
      return await readFile(pdf)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) await new Promise<void>((go) => this.#waiting.push(go))
    this.#running += 1
  }

  #run(chromium: string, folder: string, page: string, pdf: string): Promise<void> {
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const where = [`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${pdf}`]
    const flags = [...FLAGS, ...root, ...where, pathToFileURL(page).href]
    return new Promise((resolve, reject) => {
      const options = { stdio: 'ignore', timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
      const browser = spawn(chromium, flags, options)
      browser.once('error', (cause) => reject(new E_PDF_FAILED({}, [], { cause })))
      browser.once('exit', (code) => (code === 0 ? resolve() : reject(new E_PDF_FAILED())))
    })
  }

  /** The product's own typeface inside the page, so that Persian looks the same on every host. */
  #fontFaces(): Promise<string> {
    this.#fonts ??= readFonts()
    return this.#fonts
  }
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
