import { defineConfig } from '@adonisjs/core/bodyparser'

export default defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: { convertEmptyStringsToNull: true, types: ['application/x-www-form-urlencoded'] },
  json: {
    convertEmptyStringsToNull: false,
    types: ['application/json', 'application/json-patch+json', 'application/csp-report'],
    limit: '1mb',
  },
  /** Uploads are streamed by the routes that take them, each with a bound of its own. */
  multipart: { autoProcess: false, types: ['multipart/form-data'] },
})
