import { test } from '@japa/runner'
import { losslessness } from '#core/database/column_change'
import { dialectOf } from '#core/database/dialect'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { applyPlan } from '#core/metadata/schema_sync/apply'
import { diff } from '#core/metadata/schema_sync/diff'
import { targetSchema } from '#core/metadata/schema_sync/target'
import { forbiddenTypeChanges, typeChangeIssues } from '#core/metadata/schema_sync/type_changes'
import type { EntityDefinition, FieldDefinition } from '#core/metadata/types'
import { memoryKnex } from '#tests/unit/records/support/bank'
import { metadataOf } from '#tests/unit/records/support/definitions'

const types = new FieldTypes()
const label = { en: 'x' }

function item(field: FieldDefinition): Map<string, EntityDefinition> {
  const name: FieldDefinition = { type: 'text', label }
  const fields = { name, value: field }
  return new Map([
    ['item', { name: 'item', label, labelPlural: label, titleField: 'name', fields }],
  ])
}
const forbidden = (from: object, to: object) =>
  forbiddenTypeChanges(
    item({ label, ...from } as FieldDefinition),
    item({ label, ...to } as FieldDefinition),
    types
  )

test.group('Changing the type of a field', () => {
  test('{from.type} → {to.type}: {allowed}')
    .with<{ from: { type: string }; to: { type: string }; allowed: boolean }[]>([
      { from: { type: 'integer' }, to: { type: 'decimal' }, allowed: true },
      { from: { type: 'text' }, to: { type: 'long_text' }, allowed: true },
      { from: { type: 'choice' }, to: { type: 'multi_choice' }, allowed: true },
      { from: { type: 'date' }, to: { type: 'datetime' }, allowed: true },
      { from: { type: 'text' }, to: { type: 'integer' }, allowed: false },
      { from: { type: 'long_text' }, to: { type: 'text' }, allowed: false },
      { from: { type: 'multi_choice' }, to: { type: 'choice' }, allowed: false },
      { from: { type: 'text' }, to: { type: 'text' }, allowed: true },
    ])
    .run(({ assert }, { from, to, allowed }) => {
      assert.lengthOf(forbidden(from, to), allowed ? 0 : 1)
    })

  test('what a type declares to become, its column can become as well', ({ assert }) => {
    const choices = { choices: 'c', label }
    for (const type of types.all()) {
      const field = {
        type: type.name,
        ...choices,
        result: 'text',
        relation: 'r',
      } as FieldDefinition
      for (const other of type.becomes) {
        const next = { type: other, ...choices } as FieldDefinition
        const [from] = Object.values(type.columns(field))
        const [to] = Object.values(types.get(other).columns(next))
        assert.isDefined(from)
        assert.isDefined(to)
        if (from && to) assert.notEqual(losslessness(from, to), 'never', `${type.name} → ${other}`)
      }
    }
  })

  test('a lossy one says how many records would lose their value', async ({ assert }) => {
    const knex = memoryKnex()
    const text: FieldDefinition = { type: 'text', label }
    const before = item(text)
    const maps = { ...metadataOf([...before.values()]) } as never
    const dialect = dialectOf('sqlite')
    await applyPlan(knex, diff(targetSchema(maps, types), new Map(), dialect), { dialect, types })
    const stamp = '2026-01-01T00:00:00.000Z'
    for (const value of ['a', null, 'b']) {
      await knex('item').insert({ value, created_at: stamp, updated_at: stamp })
    }
    const after = item({ type: 'integer', label })
    const issues = await typeChangeIssues(knex, forbiddenTypeChanges(before, after, types), types)
    assert.deepEqual(issues, [
      {
        code: 'E_TYPE_CHANGE',
        kind: 'entity',
        name: 'item',
        path: 'fields.value.type',
        params: { from: 'text', to: 'integer', rows: 2 },
      },
    ])
    await knex.destroy()
  })
})
