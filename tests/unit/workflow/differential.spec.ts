import { test } from '@japa/runner'
import { ALL_MODELS } from '#tests/unit/workflow/models/all'
import type { ModelCase } from '#tests/unit/workflow/models/case'
import { EngineWorld } from '#tests/unit/workflow/support/bpmn_engine'
import { compiled, Instance } from '#tests/unit/workflow/support/instance'

/** What both can tell of an instance: how often each node was completed, the variables, whether it ended or is stuck. */
interface Outcome {
  completed: { [node: string]: number }
  variables: object
  ended: boolean
  stuck: boolean
}

async function ofEngine({ xml, variables, run }: ModelCase): Promise<Outcome> {
  const world = await EngineWorld.run(xml, variables ?? {})
  let lost = false
  try {
    run?.(world)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    lost = true
  }
  const { ended, failure } = world
  /** It counts the boundary events of compensation as completed; no token comes to them. */
  const { nodes } = await compiled(xml)
  const counted = Object.entries(world.completed).filter(([id]) => {
    const node = nodes[id]
    return !(node?.type === 'boundaryEvent' && node.event.kind === 'compensate')
  })
  const completed = Object.fromEntries(counted)
  return { completed, variables: world.variables, ended, stuck: lost || failure !== null }
}

async function ofKernel({ xml, variables, from, run }: ModelCase): Promise<Outcome> {
  const instance = new Instance(await compiled(xml)).start(variables, from ?? null)
  run?.(instance)
  const completed: { [node: string]: number } = {}
  for (const command of instance.commands) {
    if (command.type !== 'trace' || command.entry.kind !== 'left' || command.entry.turn) continue
    const { element } = command.entry
    completed[element] = (completed[element] ?? 0) + 1
  }
  const ended = instance.status !== 'active'
  return { completed, variables: instance.variables, ended, stuck: instance.incidents.length > 0 }
}

/** What takes more than any engine can be told, and what bpmn-engine never ends, is not asked. */
const asked = ALL_MODELS.filter(({ drive, engine }) => !drive && engine !== 'runs for ever')

test.group('Workflow kernel and bpmn-engine: the same outcome', () => {
  test('most models can be compared', ({ assert }) => {
    assert.isAtLeast(asked.filter(({ engine }) => engine === undefined).length, 40)
  })

  for (const one of asked.filter(({ engine }) => engine === undefined)) {
    test(one.title, async ({ assert }) => {
      assert.deepEqual(await ofEngine(one), await ofKernel(one))
    })
  }
})

/** The explanation of each stands beside its model. Where bpmn-engine changes its mind, this tells. */
test.group('Workflow kernel and bpmn-engine: differences', () => {
  for (const one of asked.filter(({ engine }) => engine !== undefined)) {
    test(`${one.title} – it ${one.engine}`, async ({ assert }) => {
      assert.notDeepEqual(await ofEngine(one), await ofKernel(one))
    })
  }
})
