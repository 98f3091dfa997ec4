import { test } from '@japa/runner'
import garden from '#tests/fixtures/plugins/garden/plugin'
import { validateManifest } from '#core/plugin_host/manifest_rules'
import { checkSetting } from '#core/plugin_host/setting_rules'
import { parseRange, satisfies } from '#core/plugin_host/versions'
import type { Json } from '#core/metadata/types'
import type { SettingDeclaration } from '#core/plugin_host/types'

const label = { en: 'x' }

test.group('manifests', () => {
  test('the fixture plugin is declared correctly', ({ assert }) => {
    assert.deepEqual(validateManifest(garden), [])
  })

  test('all faults of a manifest come at once, each with its path', ({ assert }) => {
    const faults = validateManifest({
      name: 'Core',
      version: '1',
      label: {},
      colour: 'red',
      requires: { core: 'new', plugins: { other: 'x' } },
      permissions: [{ name: 'other.thing', label }],
      settings: { a: { type: 'number', label }, b: { type: 'integer', label, default: 'x' } },
      schedules: [{ name: 'other.daily', everySeconds: 0 }],
      routes: {},
      migrations: '../elsewhere',
    })
    assert.deepEqual(
      faults.map(({ path, code }) => `${path}: ${code}`),
      [
        'name: E_NAME_PATTERN',
        'version: E_VERSION',
        'label: E_LABEL_MISSING',
        'colour: E_UNKNOWN_PROPERTY',
        'routes: E_NOT_LAZY',
        'migrations: E_PLUGIN_PATH',
        'requires.core: E_VERSION',
        'requires.plugins.other: E_VERSION',
        'permissions.0: E_FOREIGN_NAME',
        'settings.a.type: E_SETTING_TYPE',
        'settings.b.default: E_DEFAULT',
        'schedules.0.name: E_FOREIGN_NAME',
        'schedules.0.everySeconds: E_WRONG_TYPE',
      ]
    )
  })

  test('names of the core are taken', ({ assert }) => {
    const faults = validateManifest({ name: 'records', version: '1.0.0', label })
    assert.deepEqual(faults, [{ path: 'name', code: 'E_NAME_TAKEN' }])
  })

  test('what is no object is refused', ({ assert }) => {
    for (const value of [null, undefined, 'x', [], 5]) {
      assert.lengthOf(validateManifest(value), 1)
    }
  })
})

test.group('versions', () => {
  test('{version} in {range}: {fits}')
    .with<{ version: string; range: string; fits: boolean }[]>([
      { version: '1.2.3', range: '^1.0.0', fits: true },
      { version: '2.0.0', range: '^1.0.0', fits: false },
      { version: '0.1.9', range: '^0.1.0', fits: true },
      { version: '0.2.0', range: '^0.1.0', fits: false },
      { version: '0.0.4', range: '^0.0.3', fits: false },
      { version: '1.2.9', range: '~1.2.0', fits: true },
      { version: '1.3.0', range: '~1.2.0', fits: false },
      { version: '2.5.0', range: '>=1.0.0 <3.0.0', fits: true },
      { version: '3.0.0', range: '>=1.0.0 <3.0.0', fits: false },
      { version: '1.0.0', range: '^0.1.0 || ^1.0.0', fits: true },
      { version: '9.9.9', range: '*', fits: true },
      { version: '1.0.0', range: '1.0.1', fits: false },
      { version: 'new', range: '*', fits: false },
    ])
    .run(({ assert }, { version, range, fits }) => assert.equal(satisfies(version, range), fits))

  test('what is no range is told', ({ assert }) => {
    for (const range of ['', '1', '^1', 'latest', '^1.0.0 || x']) assert.isNull(parseRange(range))
  })
})

test.group('values of settings', () => {
  test('{declaration.type} {value}: {code}')
    .with<{ declaration: SettingDeclaration; value: Json; code: string | null }[]>([
      {
        declaration: { type: 'integer', label, default: 1, max: 5 },
        value: 6,
        code: 'E_NUMBER_TOO_LARGE',
      },
      {
        declaration: { type: 'integer', label, default: 1, min: 1 },
        value: 0,
        code: 'E_NUMBER_TOO_SMALL',
      },
      { declaration: { type: 'integer', label, default: 1 }, value: 1.5, code: 'E_NOT_INTEGER' },
      {
        declaration: { type: 'boolean', label, default: true },
        value: 'yes',
        code: 'E_INVALID_BOOLEAN',
      },
      {
        declaration: { type: 'text', label, default: '', pattern: '\\d+' },
        value: 'a',
        code: 'E_TEXT_PATTERN',
      },
      {
        declaration: { type: 'text', label, default: '', maxLength: 2 },
        value: 'abc',
        code: 'E_TEXT_TOO_LONG',
      },
      {
        declaration: { type: 'choice', label, default: 'a', options: { a: label } },
        value: 'b',
        code: 'E_UNKNOWN_CHOICE',
      },
      {
        declaration: { type: 'multi_choice', label, default: [], options: { a: label } },
        value: ['a', 'b'],
        code: 'E_UNKNOWN_CHOICE',
      },
      {
        declaration: { type: 'multi_choice', label, default: [], options: { a: label } },
        value: 'a',
        code: 'E_WRONG_TYPE',
      },
      {
        declaration: { type: 'duration', label, default: 60, min: 1 },
        value: 0,
        code: 'E_NUMBER_TOO_SMALL',
      },
      {
        declaration: { type: 'time', label, default: '08:00' },
        value: '25:00',
        code: 'E_INVALID_TIME',
      },
      { declaration: { type: 'email', label, default: '' }, value: 'a@', code: 'E_INVALID_EMAIL' },
      { declaration: { type: 'email', label, default: '' }, value: '', code: null },
      { declaration: { type: 'url', label, default: '' }, value: 'ftp://a', code: 'E_INVALID_URL' },
      { declaration: { type: 'secret', label }, value: 5, code: 'E_WRONG_TYPE' },
      { declaration: { type: 'secret', label }, value: 'fine', code: null },
      { declaration: { type: 'integer', label, default: 1 }, value: null, code: null },
    ])
    .run(({ assert }, { declaration, value, code }) => {
      const result = checkSetting(declaration, value)
      assert.equal('code' in result ? result.code : null, code)
    })

  test('several choices are kept each once, in the order of the declaration; a time as the clock has it', ({
    assert,
  }) => {
    const options = { a: label, b: label, c: label }
    const several = { type: 'multi_choice' as const, label, default: [], options }
    assert.deepEqual(checkSetting(several, ['c', 'a', 'c']), { value: ['a', 'c'] })
    assert.deepEqual(checkSetting({ type: 'time', label, default: '' }, '۹:۰۵'), { value: '09:05' })
  })
})
