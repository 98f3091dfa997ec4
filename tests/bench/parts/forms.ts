import { chromium, type CDPSession, type Page } from 'playwright'
import { BenchInstallation, lastJson } from '#tests/bench/support/installation'
import { table } from '#tests/bench/support/report'

/** Forms and their builder in Chromium, over the built product. No throttle of the processor; one page, no other load. */
const EXECUTABLE = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
const FIELDS = 300
const KEYS = 40
const ROUNDS = 5

const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b)
const share = (list: readonly number[], part: number): number =>
  sorted(list)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? Number.NaN
const median = (list: readonly number[]) => share(list, 0.5)
const p95 = (list: readonly number[]) => share(list, 0.95)

/** Time that the main thread has worked so far, milliseconds: script, style, layout and painting. */
async function worked(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
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
async function typing(page: Page, cdp: CDPSession, field: string) {
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
    const before = await worked(cdp)
    await page.keyboard.press(String(n % 10))
    await page.waitForTimeout(120)
    busy.push((await worked(cdp)) - before)
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

async function filling(page: Page, cdp: CDPSession, rows: (string | number)[][]): Promise<void> {
  const inputs = '[data-field] input, [data-field] textarea, [data-field] button'
  const renders: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    await page.goto('/records/x_large')
    const link = 'a[href="/records/x_large/new"]'
    await page.locator(link).first().waitFor()
    await page.waitForTimeout(500)
    renders.push(await untilDrawn(page, link, '[data-field]', FIELDS / 2 - FIELDS / 20))
  }
  rows.push(['form: first page of two, from click to frame', median(renders), p95(renders), 500])
  const second = await untilDrawn(page, '[id$=tab-x_page_2]', '[data-field]', FIELDS - 30)
  rows.push(['form: second page opened, from click to frame', second, second, 500])
  await page.locator('[role=tablist] [role=tab]').first().click()
  await page.locator(inputs).first().waitFor()
  for (const [name, at] of [
    ['text that conditions and rules look at', 0],
    ['number that a calculation looks at', 1],
    ['phone that nothing looks at', 7],
  ] as const) {
    const { busy, frames } = await typing(page, cdp, `[data-field=x_field_${at}] input`)
    rows.push([`key in a ${name}: main thread`, median(busy), p95(busy), 16])
    rows.push([`key in a ${name}: to the next frame`, median(frames), p95(frames), '-'])
  }
}

async function building(page: Page, rows: (string | number)[][]): Promise<void> {
  const opens: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    await page.goto('/design/forms?entity=x_large')
    const link = 'a[href="/design/forms/x_large_main"]'
    await page.locator(link).first().waitFor()
    await page.waitForTimeout(500)
    opens.push(await untilDrawn(page, link, '[data-element]', FIELDS))
  }
  rows.push(['builder: open, from click to frame', median(opens), p95(opens), '-'])
  const drags = []
  for (let n = 0; n < 3; n++)
    drags.push(await dragging(page, '[data-element=x_field_0]', '[data-element=x_field_14]'))
  const frames = drags.map(({ frame }) => frame)
  const tasks = drags.map(({ task }) => task)
  rows.push(['builder: longest frame of a drag', median(frames), Math.max(...frames), 100])
  rows.push([
    'builder: longest task of a drag (0: below 50)',
    median(tasks),
    Math.max(...tasks),
    100,
  ])
  const undos: number[] = []
  for (let n = 0; n < 3; n++)
    undos.push(await untilDrawn(page, '[data-test=undo]', '[data-element]', FIELDS))
  rows.push(['builder: undo, from click to frame', median(undos), Math.max(...undos), 100])
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
    const cdp = await context.newCDPSession(page)
    await cdp.send('Performance.enable')
    context.setDefaultTimeout(15_000)
    const rows: (string | number)[][] = []
    await filling(page, cdp, rows)
    await building(page, rows)
    table(
      `Forms of ${FIELDS} fields, milliseconds (Chromium ${browser.version()}, processor not throttled)`,
      ['', 'median', 'p95 / most', 'aim'],
      rows
    )
    console.log(
      [
        '  "main thread": all work of the page for one key, what comes later included (TaskDuration before and 120 ms after).',
        '  "next frame": from the event to after the frame that follows it; waits for the display, so up to 16.7 ms by itself.',
      ].join('\n')
    )
  } finally {
    await browser.close()
    await server.stop()
  }
}
