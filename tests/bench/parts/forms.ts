import { chromium, type Browser, type Page } from 'playwright'
import { BenchInstallation, lastJson } from '#tests/bench/support/installation'
import { MainThread } from '#tests/bench/support/main_thread'
import { table } from '#tests/bench/support/report'

/** Forms and their builder in Chromium, over the built product. No throttle of the processor; one page, no other load. */
const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
const FIELDS = 300
/** Fields that 900 pixels show beside each other in two columns, and some below. */
const SCREENFUL = 36
/** What the first page of two draws: half of the fields, of every ten of them one hidden at first. */
const FIRST_PAGE = FIELDS / 2 - FIELDS / 20
const KEYS = 40
const ROUNDS = 5

const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
const share = (list: readonly number[], part: number): number =>
  sorted(list)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? Number.NaN
const median = (list: readonly number[]) => share(list, 0.5)
const p95 = (list: readonly number[]) => share(list, 0.95)

type Rows = (string | number)[][]

/** A row of the table: what it took in all, and without what it waited for a processor that other programs had. */
function row(name: string, walls: number[], waits: number[], aim: number | string): Rows[number] {
  const alone = walls.map((wall, at) => Math.max(0, wall - (waits[at] ?? 0)))
  return [name, median(alone), median(walls), p95(walls), aim]
}

/** From a click on what leads there to the frame in which `count` of the wanted elements are drawn. */
function untilDrawn(page: Page, click: string, wanted: string, count: number): Promise<number> {
  return page.evaluate(
    ([from, selector, many]) =>
      new Promise<number>((resolve, reject) => {
        const started = performance.now()
        const look = () => {
          const found = document.querySelectorAll(selector).length
          if (found < many && performance.now() - started > 10_000)
            return reject(
              new Error(`${found} of ${many} ${selector}: ${document.body.innerText.slice(0, 400)}`)
            )
          if (found < many) return requestAnimationFrame(look)
          const channel = new MessageChannel()
          channel.port1.onmessage = () => resolve(performance.now() - started)
          channel.port2.postMessage(null)
          return 0
        }
        document.querySelector<HTMLElement>(from)?.click()
        requestAnimationFrame(look)
      }),
    [click, wanted, count] as const
  )
}

/** Types into a field; milliseconds of the main thread a key, and from the key to the next frame. */
async function typing(page: Page, thread: MainThread, field: string) {
  await page.locator(field).focus()
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(window, { benchFrames: frames })
    window.addEventListener(
      'input',
      (event) =>
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => frames.push(performance.now() - event.timeStamp)
          channel.port2.postMessage(null)
        }),
      true
    )
  })
  const busy: number[] = []
  for (let n = 0; n < KEYS; n++) {
    const { ran } = await thread.during(async () => {
      await page.keyboard.press(String(n % 10))
      await page.waitForTimeout(120)
    })
    busy.push(ran)
  }
  const frames = await page.evaluate(
    () => (window as unknown as { benchFrames: number[] }).benchFrames
  )
  return { busy: busy.slice(10), frames: frames.slice(10) }
}

/** Drags one element slowly over the canvas; the longest frame and the longest task meanwhile, milliseconds. */
async function dragging(page: Page, from: string, to: string) {
  const [start, end] = [
    await page.locator(from).boundingBox(),
    await page.locator(to).boundingBox(),
  ]
  if (!start || !end) throw new Error('Nothing to drag')
  await page.evaluate(() => {
    const seen = { frame: 0, task: 0, last: performance.now(), on: true }
    Object.assign(window, { benchDrag: seen })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.task = Math.max(seen.task, duration)
    }).observe({ type: 'longtask' })
    const tick = () => {
      const now = performance.now()
      seen.frame = Math.max(seen.frame, now - seen.last)
      seen.last = now
      if (seen.on) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await page.mouse.move(start.x + 20, start.y + 12)
  await page.mouse.down()
  await page.mouse.move(start.x + 30, start.y + 20, { steps: 4 })
  await page.mouse.move(end.x + 20, end.y + 12, { steps: 60 })
  await page.mouse.up()
  await page.waitForTimeout(300)
  return page.evaluate(() => {
    const { benchDrag: seen } = window as unknown as {
      benchDrag: { frame: number; task: number; on: boolean }
    }
    seen.on = false
    return { frame: seen.frame, task: seen.task }
  })
}

/** Opens a new record from the list, some times over. */
async function opening(browser: Browser, page: Page, name: string, count: number): Promise<Rows> {
  const [walls, waits]: [number[], number[]] = [[], []]
  for (let n = 0; n < ROUNDS; n++) {
    await page.goto('/records/x_large')
    const link = 'a[href="/records/x_large/new"]'
    await page.locator(link).first().waitFor()
    await page.waitForTimeout(800)
    const thread = await MainThread.of(browser)
    const drawn = await thread.during(() => untilDrawn(page, link, '[data-field]', count))
    walls.push(drawn.result)
    waits.push(drawn.waited)
  }
  return [row(`form: ${name}, from click to frame`, walls, waits, 500)]
}

async function filling(browser: Browser, page: Page): Promise<Rows> {
  const rows = [
    ...(await opening(browser, page, 'the first screenful', SCREENFUL)),
    ...(await opening(browser, page, 'all of the first page of two', FIRST_PAGE)),
  ]
  const thread = await MainThread.of(browser)
  const second = await thread.during(() =>
    untilDrawn(page, '[id$=tab-x_page_2]', '[data-field]', 2 * FIRST_PAGE)
  )
  rows.push(row('form: second page opened', [second.result], [second.waited], 500))
  await page.locator('[role=tablist] [role=tab]').first().click()
  for (const [name, at] of [
    ['text that conditions and rules look at', 0],
    ['number that a calculation looks at', 1],
    ['phone that nothing looks at', 7],
  ] as const) {
    const { busy, frames } = await typing(page, thread, `[data-field=x_field_${at}] input`)
    rows.push([`key in a ${name}: work`, median(busy), '', p95(busy), 16])
    rows.push([`key in a ${name}: to the next frame`, '', median(frames), p95(frames), '-'])
  }
  return rows
}

async function building(browser: Browser, page: Page): Promise<Rows> {
  const [walls, waits]: [number[], number[]] = [[], []]
  for (let n = 0; n < ROUNDS; n++) {
    await page.goto('/design/forms?entity=x_large')
    const link = 'a[href="/design/forms/x_large_main"]'
    await page.locator(link).first().waitFor()
    await page.waitForTimeout(500)
    const thread = await MainThread.of(browser)
    const opened = await thread.during(() => untilDrawn(page, link, '[data-element]', FIELDS))
    walls.push(opened.result)
    waits.push(opened.waited)
  }
  const rows = [row('builder: open, from click to frame', walls, waits, '-')]
  const drags = []
  for (let n = 0; n < 5; n++)
    drags.push(await dragging(page, '[data-element=x_field_0]', '[data-element=x_field_14]'))
  const frames = drags.map(({ frame }) => frame)
  const tasks = drags.map(({ task }) => task)
  rows.push(['builder: longest frame of a drag', '', median(frames), Math.max(...frames), 100])
  rows.push([
    'builder: longest task of a drag (0: below 50)',
    '',
    median(tasks),
    Math.max(...tasks),
    100,
  ])
  const undos = []
  const thread = await MainThread.of(browser)
  for (let n = 0; n < 5; n++)
    undos.push(
      await thread.during(() => untilDrawn(page, '[data-test=undo]', '[data-element]', FIELDS))
    )
  rows.push(
    row(
      'builder: undo, from click to frame',
      undos.map(({ result }) => result),
      undos.map(({ waited }) => waited),
      100
    )
  )
  return rows
}

export async function run({ folder }: { folder: string }): Promise<void> {
  const installation = new BenchInstallation(folder, 'forms')
  installation.command(['system:prepare'])
  const { login } = lastJson<{ login: string }>(
    installation.script('tests/bench/forms_seed.ts', { BENCH_FIELDS: String(FIELDS) })
  )
  const server = await installation.serve()
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS })
  try {
    const baseURL = `http://127.0.0.1:${server.port}`
    const headers = await installation.signIn(server.port, login)
    const context = await browser.newContext({
      baseURL,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    })
    await context.addCookies(
      String(headers.cookie)
        .split('; ')
        .map((pair) => ({
          name: pair.slice(0, pair.indexOf('=')),
          value: pair.slice(pair.indexOf('=') + 1),
          url: baseURL,
        }))
    )
    const page = await context.newPage()
    context.setDefaultTimeout(15_000)
    const rows = [...(await filling(browser, page)), ...(await building(browser, page))]
    table(
      `Forms of ${FIELDS} fields, milliseconds (Chromium ${browser.version()}, processor not throttled)`,
      ['', 'alone', 'median', 'p95 / most', 'aim'],
      rows
    )
    console.log(
      [
        '  "alone": without what the page waited for a processor because other programs had them (median).',
        '  "work": time of the page on a processor for one key, what comes up to 120 ms later included.',
        '  "next frame": from the event to after the frame that follows it; waits for the display, so up to 16.7 ms by itself.',
      ].join('\n')
    )
  } finally {
    await browser.close()
    await server.stop()
  }
}
