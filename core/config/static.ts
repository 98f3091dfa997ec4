import { defineConfig } from '@adonisjs/static'

/** Vite names assets by content, so a browser may keep them for ever; `index.html` is served by a route. */
export default defineConfig({
  enabled: true,
  etag: true,
  lastModified: true,
  dotFiles: 'ignore',
  immutable: true,
  maxAge: '365 days',
})
