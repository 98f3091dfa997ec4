import { defineConfig } from '@adonisjs/core/app'

export default defineConfig({
  typescript: true,

  /** AdonisJS's own folders live in `core/`, so that the top level shows the product's parts. */
  directories: {
    config: 'core/config',
    start: 'core/start',
    providers: 'core/providers',
    migrations: 'migrations',
    httpControllers: 'core/http/controllers',
    middleware: 'core/http/middleware',
    exceptions: 'core/errors',
    commands: 'core/commands',
    languageFiles: 'core/i18n/locales',
    tmp: 'var',
    /** The built browser application lies beside compiled code, and in build/ when run from the sources. */
    public: import.meta.url.endsWith('.ts') ? 'build/public' : 'public',
  },

  commands: [
    () => import('@adonisjs/core/commands'),
    () => import('@adonisjs/lucid/commands'),
    () => import('#core/plugin_host/commands_loader'),
  ],

  providers: [
    () => import('@adonisjs/core/providers/app_provider'),
    () => import('@adonisjs/core/providers/hash_provider'),
    { file: () => import('@adonisjs/core/providers/repl_provider'), environment: ['repl', 'test'] },
    () => import('@adonisjs/core/providers/vinejs_provider'),
    () => import('@adonisjs/shield/shield_provider'),
    () => import('@adonisjs/lucid/database_provider'),
    () => import('@adonisjs/auth/auth_provider'),
    () => import('@adonisjs/transmit/transmit_provider'),
    () => import('@adonisjs/static/static_provider'),
    () => import('#core/providers/core_provider'),
    () => import('#core/providers/metadata_provider'),
    () => import('#core/providers/security_provider'),
    () => import('#core/providers/output_provider'),
    () => import('#core/providers/records_provider'),
    () => import('#core/providers/jobs_provider'),
    () => import('#core/providers/search_provider'),
    () => import('#core/providers/sharing_provider'),
    () => import('#core/providers/merge_provider'),
    () => import('#core/providers/duplicates_provider'),
    () => import('#core/providers/solutions_provider'),
    () => import('#core/providers/webhooks_provider'),
    () => import('#core/providers/workflow_provider'),
    { file: () => import('#core/providers/welcome_provider'), environment: ['web'] },
  ],

  preloads: [
    () => import('#core/start/kernel'),
    () => import('#core/start/routes'),
    () => import('#core/start/pages'),
  ],

  tests: {
    suites: [
      {
        name: 'unit',
        files: ['tests/unit/**/*.spec.ts', 'plugins/*/tests/unit/**/*.spec.ts'],
        timeout: 60_000,
      },
      {
        name: 'functional',
        files: ['tests/functional/**/*.spec.ts', 'plugins/*/tests/functional/**/*.spec.ts'],
        timeout: 300_000,
      },
      {
        name: 'browser',
        files: ['tests/browser/**/*.spec.ts', 'plugins/*/tests/browser/**/*.spec.ts'],
        timeout: 300_000,
      },
    ],
    forceExit: true,
  },

  metaFiles: [
    { pattern: 'core/i18n/locales/**/*.json', reloadServer: false },
    { pattern: 'plugins/*/locales/*.json', reloadServer: false },
    { pattern: 'plugins/*/workflows/*.bpmn', reloadServer: false },
  ],
})
