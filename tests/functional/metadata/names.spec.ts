import { test } from '@japa/runner'
import { LANGUAGES } from '#core/metadata/types'
import { signInWith, unique } from '#tests/support/people'

const label = { en: 'Label', fa: 'برچسب', az: 'Etiket' }
const text = { type: 'text', label }

const FAULTS = [
  { name: 'owner_id', fields: { owner_id: text }, code: 'E_SYSTEM_FIELD' },
  { name: 'X_Name', fields: { x_name: text, X_Name: text }, code: 'E_NAME_PATTERN' },
  { name: 'x__a', fields: { x__a: text }, code: 'E_NAME_PATTERN' },
  {
    name: 'x_about_id',
    fields: { x_about: { type: 'regarding', label, targets: ['user'] }, x_about_id: text },
    code: 'E_COLUMN_COLLISION',
  },
  { name: 'a word of SQL', table: 'select', fields: {}, code: 'E_RESERVED_WORD' },
  { name: 'a table of the system', table: 'web_sessions', fields: {}, code: 'E_CLIENT_PREFIX' },
  { name: 'the table of another', table: 'contact', fields: {}, code: 'E_TABLE_COLLISION' },
] as const

test.group('names that cannot be', () => {
  test('{name}: {code}, said in each language')
    .with([...FAULTS])
    .run(async ({ assert, client }, { fields, code, ...fault }) => {
      const { headers } = await signInWith(['administrator'])
      const name = unique('x_names')
      const value = {
        label,
        labelPlural: label,
        titleField: 'x_title',
        fields: { x_title: text, ...fields },
        ...('table' in fault ? { table: fault.table } : {}),
      }
      const operations = [{ op: 'set', kind: 'entity', name, path: [], value }]
      const messages = new Set<string>()
      for (const language of LANGUAGES) {
        await client.patch('/api/me').headers(headers).json({ language })
        const plan = await client.post('/api/metadata/plan').headers(headers).json({ operations })
        const issue = plan.body().issues.find((one: { code: string }) => one.code === code)
        assert.isDefined(issue, JSON.stringify(plan.body().issues))
        assert.notMatch(issue.message, /[{}]|^E_/)
        messages.add(issue.message)
      }
      assert.lengthOf([...messages], LANGUAGES.length)
    })

  test('a type that would lose values is refused with the number of records that have one', async ({
    assert,
    client,
  }) => {
    const { headers } = await signInWith(['administrator'])
    const name = unique('x_lossy')
    const post = (path: string, json: object) => client.post(path).headers(headers).json(json)
    const value = { label, labelPlural: label, titleField: 'x_title', fields: { x_title: text } }
    const making = [{ op: 'set', kind: 'entity', name, path: [], value }]
    const { revision } = (await post('/api/metadata/plan', { operations: making })).body()
    ;(await post('/api/metadata/apply', { operations: making, revision })).assertStatus(200)
    for (const title of ['One', 'Two']) {
      ;(await post(`/api/records/${name}`, { values: { x_title: title } })).assertStatus(201)
    }
    const path = ['fields', 'x_title', 'type']
    const operations = [{ op: 'set', kind: 'entity', name, path, value: 'integer' }]
    const plan = (await post('/api/metadata/plan', { operations })).body()
    assert.deepInclude(plan.issues[0], {
      code: 'E_TYPE_CHANGE',
      params: { from: 'text', to: 'integer', rows: 2 },
    })
    assert.include(plan.issues[0].message, '2 records')
    const refused = await post('/api/metadata/apply', { operations, revision: plan.revision })
    refused.assertStatus(422)
  })
})
