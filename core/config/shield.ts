import env from '#core/start/env'
import { defineConfig } from '@adonisjs/shield'

export default defineConfig({
  csp: {
    enabled: true,
    directives: {
      defaultSrc: [`'self'`],
      scriptSrc: [`'self'`],
      /** Vue binds inline style attributes (column widths, positions); no inline <style> comes from data. */
      styleSrc: [`'self'`, `'unsafe-inline'`],
      imgSrc: [`'self'`, 'data:', 'blob:'],
      mediaSrc: [`'self'`, 'blob:'],
      fontSrc: [`'self'`],
      connectSrc: [`'self'`],
      frameAncestors: [`'none'`],
      objectSrc: [`'none'`],
      baseUri: [`'none'`],
      formAction: [`'self'`],
    },
    reportOnly: false,
  },
  /** CSRF is checked by core/http/middleware: it binds the token to our own server-side session. */
  csrf: { enabled: false },
  xFrame: { enabled: true, action: 'DENY' },
  hsts: { enabled: env.get('PEYVAND_HTTPS', false), maxAge: '180 days' },
  contentTypeSniffing: { enabled: true },
})
