/*
 * `npm run screenshots`: makes the pictures of README and docs anew, from the built product with the demo bank in a temporary folder.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import {
  ROOT,
  SERVER_ARGUMENTS,
  build,
  productEnvironment,
  productNode,
  runStep,
} from './support/steps.mjs'

const PAGES = [
  ['home', '/'],
  ['contacts', '/records/contact'],
  ['contact', '/records/contact/12'],
  ['calls', '/records/call'],
  ['call', '/records/call/100'],
  ['figures', '/telephony/figures'],
]
const LOOKS = [
  { language: 'en', theme: 'light', width: 1440, height: 900 },
  { language: 'fa', theme: 'dark', width: 1440, height: 900 },
]
const folder = mkdtempSync(join(tmpdir(), 'peyvand-screenshots-'))
const target = join(ROOT, 'docs', 'screenshots')
mkdirSync(target, { recursive: true })

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

await build()
const port = await freePort()
const env = productEnvironment({
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  APP_KEY: randomBytes(32).toString('base64url'),
  PEYVAND_VAR: folder,
  HOST: '127.0.0.1',
  PORT: String(port),
})
await runStep('Preparing the database', productNode(), ['build/bin/console.js', 'system:prepare'], {
  env,
})
await runStep('Loading the demo bank', productNode(), ['build/bin/console.js', 'demo:load'], {
  env,
})

const server = spawn(productNode(), SERVER_ARGUMENTS, {
  cwd: ROOT,
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
})
const link = await new Promise((resolve, reject) => {
  let said = ''
  server.stdout.on('data', (chunk) => {
    said += chunk
    const found = /http:\S+\/setup\?token=\S+/.exec(said)
    if (found) resolve(found[0])
  })
  server.on('exit', (code) => reject(new Error(`The server ended with code ${code}\n${said}`)))
})
const token = new URL(link).searchParams.get('token')
const base = `http://127.0.0.1:${port}`
const password = `Shot-${randomBytes(12).toString('base64url')}-9`

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  const context = await browser.newContext()
  const made = await context.request.post(`${base}/api/setup`, {
    data: { token, name: 'Mina Rahimi', login: 'admin', password },
  })
  if (!made.ok()) throw new Error(`Set-up: ${made.status()} ${await made.text()}`)
  const signed = await context.request.post(`${base}/api/session`, {
    data: { login: 'admin', password },
  })
  const { csrf } = await signed.json()
  const page = await context.newPage()
  for (const { language, theme, width, height } of LOOKS) {
    const changed = await context.request.patch(`${base}/api/me`, {
      data: {
        language,
        theme,
        timeZone: 'Asia/Tehran',
        calendar: language === 'fa' ? 'persian' : 'gregory',
      },
      headers: { 'x-csrf-token': csrf },
    })
    if (!changed.ok()) throw new Error(`Preferences: ${changed.status()} ${await changed.text()}`)
    await page.setViewportSize({ width, height })
    for (const [name, path] of PAGES) {
      await page.goto(`${base}${path}`)
      await page.waitForLoadState('networkidle').catch(() => page.waitForTimeout(3000))
      await page.waitForTimeout(1500)
      const file = join(target, `${name}-${language}-${theme}.png`)
      await page.screenshot({ path: file })
      console.log(`  ✔ docs/screenshots/${name}-${language}-${theme}.png`)
    }
  }
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}
