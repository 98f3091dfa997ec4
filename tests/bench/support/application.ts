import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
import type { ApplicationService } from '@adonisjs/core/types'

/** Boots the application from its sources in this process, without a server. `PEYVAND_VAR` says where its data lie. */
export async function bootApplication(): Promise<ApplicationService> {
  const root = new URL('../../../', import.meta.url)
  const importer = (path: string) =>
    path.startsWith('./') || path.startsWith('../')
      ? import(new URL(path, root).href)
      : import(path)
  const ignitor = new Ignitor(root, { importer })
  ignitor.tap((app) => {
    app.booting(async () => {
      await import('#core/start/env')
    })
  })
  const app = ignitor.createApp('console')
  await app.init()
  await app.boot()
  await app.start(async () => undefined)
  return app
}
