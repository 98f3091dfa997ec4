/*
 * The servers and the browser that the tests run for real. They come from Debian's packages where they are missing and this
 * user may install; elsewhere the person is told what to install. A missing one is a failure, never a skip.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { runStep } from './steps.mjs'

const NEEDED = [
  {
    title: 'MariaDB',
    package: 'mariadb-server',
    programs: ['/usr/sbin/mariadbd', '/usr/libexec/mariadbd'],
  },
  { title: 'Redis', package: 'redis-server', programs: ['/usr/bin/redis-server'] },
  {
    /** The browser without its own interface does the same for a quarter less of processor time. */
    title: 'Chromium',
    package: 'chromium-headless-shell',
    otherwise: 'chromium',
    programs: ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'],
  },
]

/** The name under which this distribution has it. */
function packageOf({ package: name, otherwise }) {
  if (!otherwise) return name
  return spawnSync('apt-cache', ['show', name]).status === 0 ? name : otherwise
}

function isThere(service) {
  const name = service.programs[0].split('/').pop()
  return (
    service.programs.some((path) => existsSync(path)) || spawnSync('which', [name]).status === 0
  )
}

export async function provideServices() {
  const missing = NEEDED.filter((service) => !isThere(service))
  if (missing.length === 0) return
  const mayInstall = process.getuid?.() === 0 && spawnSync('which', ['apt-get']).status === 0
  if (!mayInstall) {
    throw new Error(
      `The tests need ${missing.map((s) => s.title).join(', ')}. On Debian or Ubuntu: sudo apt-get install ${missing.map((s) => s.package).join(' ')}`
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runStep('Reading the package lists', 'apt-get', ['update', '-q'], { env })
  const packages = missing.map(packageOf)
  /** Nothing may be started as a system service: the tests start instances of their own on free ports. */
  await runStep(
    `Installing ${packages.join(', ')}`,
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', ...packages],
    {
      env: { ...env, RUNLEVEL: '1' },
    }
  )
  const still = NEEDED.filter((service) => !isThere(service))
  if (still.length)
    throw new Error(`Still missing after installing: ${still.map((s) => s.title).join(', ')}`)
}
