import 'reflect-metadata'
import { Ignitor } from '@adonisjs/core'
const APP_ROOT = new URL('../../', import.meta.url)
const ignitor = new Ignitor(APP_ROOT, {
  importer: (f: string) =>
    f.startsWith('./') || f.startsWith('../') ? import(new URL(f, APP_ROOT).href) : import(f),
})
const app = ignitor
  .tap((a) => {
    a.booting(async () => {
      await import('#core/start/env')
    })
  })
  .createApp('console')
await app.init()
await app.boot()
await app.start(async () => {})
const { DemoLoader } = await import('#plugins/demo/server/demo_loader')
const loader = await app.container.make(DemoLoader)
let t = Date.now()
const r = await loader.load({
  now: new Date(),
  report: (s, d, n) => console.log(Date.now() - t, s, d, n),
})
console.log('loaded', r, Date.now() - t)
await app.terminate()
