import { test } from '@japa/runner'
import { MODELS } from '#tests/unit/workflow/models/all'
import { compiled, Instance } from '#tests/unit/workflow/support/instance'

for (const [name, cases] of Object.entries(MODELS)) {
  test.group(`Workflow models: ${name.toLowerCase()}`, () => {
    for (const one of cases) {
      test(one.title, async ({ assert }) => {
        const instance = new Instance(await compiled(one.xml)).start(
          one.variables,
          one.from ?? null
        )
        one.run?.(instance)
        one.drive?.(instance)
        assert.equal(instance.trail, one.trail)
        assert.deepEqual(instance.incidents, one.incidents ?? [])
        assert.equal(instance.status, one.status ?? 'completed')
        assert.containsSubset(instance.variables, one.values ?? {})
        if (instance.status !== 'active') {
          assert.deepEqual([instance.state.tokens, instance.state.waits], [{}, {}])
          assert.deepEqual(Object.keys(instance.state.scopes), ['s1'])
        }
      })
    }
  })
}
