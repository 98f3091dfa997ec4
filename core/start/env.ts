import { Env } from '@adonisjs/core/env'

/** The only place that reads the process environment; everything else imports this. */
export default await Env.create(new URL('../../', import.meta.url), {
  NODE_ENV: Env.schema.enum(['development', 'production', 'test'] as const),
  HOST: Env.schema.string({ format: 'host' }),
  PORT: Env.schema.number(),
  APP_KEY: Env.schema.secret(),
  APP_URL: Env.schema.string.optional({ format: 'url', tld: false }),
  LOG_LEVEL: Env.schema.enum.optional([
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
    'silent',
  ] as const),
  /** Folder of everything the running system writes: database, files, keys. Default `var/`. */
  PEYVAND_VAR: Env.schema.string.optional(),
  /** `mssql://user:password@host:port/database`; SQLite in `PEYVAND_VAR` when absent. */
  MSSQL_URL: Env.schema.string.optional(),
  /** Jobs go through Bull when set, else through the in-process runner. */
  REDIS_URL: Env.schema.string.optional(),
  /** npm packages that are plugins, separated by commas; those in `plugins/` are found by themselves. */
  PEYVAND_PLUGINS: Env.schema.string.optional(),
  /** Names of plugins that this process leaves out, separated by commas: the way to start when one is broken. */
  PEYVAND_WITHOUT: Env.schema.string.optional(),
  /** `off` keeps background work (relay, schedules) out of this process. */
  PEYVAND_WORKER: Env.schema.enum.optional(['on', 'off'] as const),
  /** A Chromium of this machine that prints PDF; without it the browser's own print dialog is offered. */
  CHROMIUM_PATH: Env.schema.string.optional(),
  /** Set when HTTPS ends at a proxy in front: cookies become Secure, HSTS is sent. */
  PEYVAND_HTTPS: Env.schema.boolean.optional(),
})
