import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import type { Group } from '@japa/runner/core'
import type { Json } from '#core/metadata/types'
import { SESSION_COOKIE } from '#core/security/session_cookie'
import { typePatiently } from '#tests/browser/support/focus'
import { signInWith, type SignedIn } from '#tests/support/people'

/** Where this run's server listens (bin/test.ts chose a free port). */
export const baseUrl = (): string => `http://${process.env.HOST}:${process.env.PORT}`

const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** How the suites start Chromium. */
export const BROWSER = { executablePath: EXECUTABLE, args: FLAGS }

export interface Visit {
  page: Page
  context: BrowserContext
  person: SignedIn
  /** Addresses of all requests so far. */
  requests: string[]
  /** What the page complained about: errors of scripts and of the console. */
  complaints: string[]
}
export interface VisitOptions {
  language?: 'en' | 'fa' | 'az'
  theme?: 'light' | 'dark'
  width?: number
  height?: number
  roles?: string[]
  /** The unit that the new user belongs to. */
  unit?: number
}

/** Complaints that belong to what a test does on purpose: refused requests are logged by the browser as errors. */
const EXPECTED = /Failed to load resource|net::ERR_INTERNET_DISCONNECTED|ERR_ABORTED/

const complaintsOf = new WeakMap<Page, string[]>()

/** Prints what a page showed when its test failed: the cause is often there, and on another machine nothing else tells it. */
async function describe(page: Page): Promise<void> {
  const focus = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300))
  const shown = await page.locator('body').ariaSnapshot({ timeout: 5_000 })
  /** The menu comes first and is always the same. */
  const complaints = complaintsOf.get(page) ?? []
  process.stderr.write(
    `At ${page.url()}\ncomplaints: ${complaints.join('; ') || 'none'}\nfocus: ${focus ?? 'nothing'}\n${shown.slice(-6_000)}\n`
  )
}

/** One browser for a group of tests; pages of a test are closed after it. */
export class TestBrowser {
  #browser: Browser | null = null
  #contexts: BrowserContext[] = []

  /** Ties the browser to the life of a group. */
  static for(group: Group): TestBrowser {
    const own = new TestBrowser()
    group.setup(async () => {
      own.#browser = await chromium.launch(BROWSER)
      return () => own.#browser?.close()
    })
    group.each.setup(() => async (failed: boolean) => {
      const contexts = own.#contexts.splice(0)
      if (failed) await Promise.all(contexts.flatMap((context) => context.pages().map(describe)))
      await Promise.all(contexts.map((context) => context.close()))
    })
    return own
  }

  /** A page of nobody in particular. */
  async stranger(options: VisitOptions = {}): Promise<Omit<Visit, 'person'>> {
    if (!this.#browser) throw new Error('The browser is started by the group')
    const { width = 1440, height = 900, theme = 'light' } = options
    const context = await this.#browser.newContext({
      baseURL: baseUrl(),
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'Asia/Tehran',
    })
    this.#contexts.push(context)
    /** Two browsers on two cores: what is there in a second may take many. A test that passes is no slower for it. */
    context.setDefaultTimeout(45_000)
    const page = await context.newPage()
    typePatiently(page)
    const requests: string[] = []
    const complaints: string[] = []
    complaintsOf.set(page, complaints)
    page.on('request', (request) => requests.push(request.url()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error' && !EXPECTED.test(message.text()))
        complaints.push(message.text())
    })
    return { page, context, requests, complaints }
  }

  /** A page of a new, signed-in user with these roles (default administrator) and preferences. */
  async visit(options: VisitOptions = {}): Promise<Visit> {
    const values: Record<string, Json> = options.unit === undefined ? {} : { unit: options.unit }
    const person = await signInWith(options.roles ?? ['administrator'], { values })
    const { language = 'en', theme = 'light' } = options
    await callApi(person, 'PATCH', '/api/me', {
      language,
      theme,
      calendar: language === 'fa' ? 'persian' : 'gregory',
      timeZone: 'Asia/Tehran',
    })
    const visit = await this.stranger(options)
    await visit.context.addCookies([{ name: SESSION_COOKIE, value: person.token, url: baseUrl() }])
    return { ...visit, person }
  }
}

/** Calls the API in a person's name, past the browser: for what a test finds there already. */
export async function callApi<T = Record<string, Json>>(
  person: SignedIn,
  method: string,
  path: string,
  body?: object
): Promise<T> {
  const response = await fetch(baseUrl() + path, {
    method,
    headers: { 'content-type': 'application/json', ...person.headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return (text === '' ? {} : JSON.parse(text)) as T
}

/** Makes a record through the API; returns its id. */
export async function makeRecord(
  person: SignedIn,
  entity: string,
  values: Record<string, Json>
): Promise<number> {
  const { record } = await callApi<{ record: { id: number } }>(
    person,
    'POST',
    `/api/records/${entity}`,
    { values }
  )
  return record.id
}
