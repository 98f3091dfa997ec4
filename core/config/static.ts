import { sep } from 'node:path'
import { defineConfig } from '@adonisjs/static'

/** Vite names assets by their content, so a browser may keep them for ever; everything else must be asked for again. */
export default defineConfig({
  enabled: true,
  etag: true,
  lastModified: true,
  dotFiles: 'ignore',
  cacheControl: false,
  headers: (path) => ({
    'cache-control': path.includes(`${sep}assets${sep}`)
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  }),
})
