/*
 * Lint, and the dependency rule of docs/adr/0002: kernel → nothing; service → kernel, model; controller → service; plugin → the
 * core and other plugins' contracts; core → never a plugin; ui and designer → isomorphic kernels and the API.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { configApp } from '@adonisjs/eslint-config'
import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'

/** Parts of the core that the browser loads too: no I/O, no framework. */
const ISOMORPHIC = [
  '#core/metadata/types',
  '#core/metadata/view_types',
  '#core/metadata/field_type',
  '#core/metadata/field_types/*',
  '#core/metadata/layers/*',
  '#core/metadata/plan_types',
  '#core/metadata/type_changes',
  '#core/records/types',
  '#core/records/row_match',
  '#core/security/types',
  '#core/forms/*',
  '#core/expressions/*',
  '#core/calendar/*',
  '#core/text/*',
  '#core/workflow/kernel/*',
  '#core/workflow/decisions/kernel/*',
]
/** Pure modules of the server: they may import each other and types, never a framework, a driver or Node's own I/O. */
const KERNELS = [
  'core/metadata/{types,field_type,plan_types,type_changes,effects}*.ts',
  'core/metadata/{validation,used}/**/*.ts',
  'core/metadata/layers/{merge,operations,types,base_layer}.ts',
  'core/metadata/field_types/**/*.ts',
  'core/metadata/schema_sync/{diff,plan}*.ts',
  'core/records/query/{parse,resolve,authorise}*.ts',
  'core/security/access.ts',
  'core/forms/**/*.ts',
  'core/text/**/*.ts',
  'core/calendar/**/*.ts',
  'core/workflow/kernel/**/*.ts',
  'core/solutions/kernel/**/*.ts',
  'core/duplicates/kernel/**/*.ts',
  'plugins/*/server/{model,assembler,kernel}/**/*.ts',
  'plugins/telephony/server/kpi/{formulas,definitions}*.ts',
]

const forbid = (files, patterns) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
})

const plugins = readdirSync(new URL('plugins', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

/** The plugins that a manifest declares to require: only their contracts may be imported. */
function requirementsOf(name) {
  const manifest = new URL(`plugins/${name}/plugin.ts`, import.meta.url)
  if (!existsSync(manifest)) return []
  const required = /plugins:\s*\{([^}]*)\}/.exec(readFileSync(manifest, 'utf8'))?.[1] ?? ''
  return [...required.matchAll(/(\w+)\s*:/g)].map((match) => match[1])
}

const pluginRules = plugins.map((name) => {
  const required = requirementsOf(name)
  const allowed = required.length ? `(?!(?:${required.join('|')})/contract(?:\\.js)?$)` : ''
  return forbid(
    [`plugins/${name}/**/*.{ts,vue}`],
    [
      {
        regex: `^#plugins/(?!${name}/)${allowed}`,
        message:
          'A plugin reaches another only through its contract.ts, and only one it requires in its manifest.',
      },
      { regex: '\\.\\./\\.\\./\\.\\./.*plugins/', message: 'Use #plugins/<name>/contract.' },
    ]
  )
})

export default [
  {
    ignores: [
      'build/**',
      'var/**',
      'node_modules/**',
      '**/node_modules/**',
      'ui/build/generated/**',
    ],
  },
  ...configApp(),
  {
    files: ['**/*.ts', '**/*.vue'],
    rules: {
      /** `npm test` runs Prettier itself, once and faster. */
      'prettier/prettier': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 500 }],
      'no-console': ['error'],
      '@unicorn/no-await-expression-member': 'off',
    },
  },
  ...vue.configs['flat/recommended'].map((config) => ({
    ...config,
    files: config.files ?? ['**/*.vue'],
  })),
  {
    files: ['**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, sourceType: 'module' },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/html-self-closing': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
    },
  },
  forbid(
    ['core/**/*.ts'],
    [
      {
        regex: '^#(plugins|ui|designer|tests)/',
        message: 'The core knows no plugin and no user interface.',
      },
      { regex: '\\.\\./plugins/', message: 'The core knows no plugin.' },
    ]
  ),
  forbid(KERNELS, [
    {
      regex: '^(node:|@adonisjs/|knex|mssql|tedious|mysql2|better-sqlite3|bull|ioredis)',
      message: 'A kernel is pure: no framework, driver or I/O.',
    },
    {
      regex:
        '^#(plugins/[^/]+/(?!contract|server/(model|assembler|kpi|kernel)/)|ui/|designer/|tests/)',
      message: 'A kernel imports kernels and types only.',
    },
  ]),
  forbid(
    ['ui/**/*.{ts,vue}', 'designer/**/*.{ts,vue}', 'plugins/*/ui/**/*.{ts,vue}'],
    [
      {
        regex:
          '^#core/(?!metadata/types|metadata/view_types$|metadata/field_type$|metadata/field_types/|metadata/layers/|metadata/plan_types|metadata/type_changes|records/types|records/row_match$|security/types|forms/|expressions/|calendar/|text/|workflow/kernel/|workflow/decisions/kernel/)',
        message: `The browser imports isomorphic kernels only: ${ISOMORPHIC.join(', ')}.`,
      },
      {
        regex: '^(node:|@adonisjs/(?!transmit-client)|knex)',
        message: 'The browser has no server packages.',
      },
    ]
  ),
  ...pluginRules.map((rule) => ({ ...rule, ignores: ['plugins/*/ui/**', ...KERNELS] })),
  {
    files: ['ui/build/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['bin/**/*.ts', 'tests/bench/**/*.ts', 'core/commands/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
]
