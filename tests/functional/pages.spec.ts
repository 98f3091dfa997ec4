import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'

const folder = join(app.makePath(), 'build', 'public')

/** The page of the build where there is one, else a stand-in that is taken away again. */
function page(): () => void {
  const index = join(folder, 'index.html')
  if (existsSync(index)) return () => undefined
  mkdirSync(folder, { recursive: true })
  writeFileSync(index, '<!doctype html><title>Peyvand</title>')
  return () => rmSync(index)
}

test.group('pages', (group) => {
  group.setup(() => page())

  test('the browser application answers every address that is not the API’s', async ({
    client,
  }) => {
    for (const path of ['/', '/records/contact', '/setup?token=x']) {
      const response = await client.get(path)
      response.assertStatus(200)
      response.assertHeader('cache-control', 'no-cache')
      response.assertTextIncludes('<!doctype html>')
    }
  })

  test('an unknown API address and a missing asset are errors, not the page', async ({
    client,
  }) => {
    for (const path of ['/api/nothing', '/assets/missing.js']) {
      const response = await client.get(path)
      if (response.status() === 200 || response.text().includes('<!doctype html>')) {
        throw new Error(`${path} answered ${response.status()}`)
      }
    }
  })
})
