import { test } from '@japa/runner'
import fc from 'fast-check'
import type { ProcessEvent } from '#core/workflow/kernel/types'
import { ALL_MODELS } from '#tests/unit/workflow/models/all'
import { compiled, Instance } from '#tests/unit/workflow/support/instance'
import { checkHistory, watched } from '#tests/unit/workflow/support/laws'
import { anyBlock, anyGraph, modelOfBlock } from '#tests/unit/workflow/support/random_models'

test.group('Workflow kernel, laws', () => {
  test('on every model: states are JSON, steps are pure and repeatable, the log rebuilds the state', async ({
    assert,
  }) => {
    for (const { xml, variables, from, run, drive } of ALL_MODELS) {
      const instance = watched(new Instance(await compiled(xml), 500), assert)
      instance.start(variables, from ?? null)
      run?.(instance)
      drive?.(instance)
      checkHistory(instance, assert)
    }
  })

  test('block-structured: every path that is started is completed, each activity as often as it is drawn', async ({
    assert,
  }) => {
    await fc.assert(
      fc.asyncProperty(anyBlock(), fc.infiniteStream(fc.nat()), async (block, order) => {
        const { xml, expected } = modelOfBlock(block)
        const instance = watched(new Instance(await compiled(xml)), assert).start()
        work(instance, order)
        checkHistory(instance, assert)
        assert.equal(instance.status, 'completed')
        const counts = countsOf(instance)
        assert.deepEqual(counts, expected)
      }),
      { numRuns: 60 }
    )
  }).timeout(30_000)

  test('any graph: nothing throws, nothing is lost, everything is bounded', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(anyGraph(), fc.infiniteStream(fc.nat()), async (xml, order) => {
        const instance = watched(new Instance(await compiled(xml), 60), assert).start()
        work(instance, order, 15)
        checkHistory(instance, assert)
      }),
      { numRuns: 80 }
    )
  }).timeout(30_000)

  test('any block and any graph, with failures and operators: the same', async ({ assert }) => {
    const anyModel = fc.oneof(
      anyBlock().map((block) => modelOfBlock(block).xml),
      anyGraph()
    )
    await fc.assert(
      fc.asyncProperty(anyModel, fc.infiniteStream(fc.nat()), async (xml, order) => {
        const instance = watched(new Instance(await compiled(xml), 60), assert).start()
        for (const event of order) {
          if (instance.status !== 'active' || instance.events.length > 15) break
          const made = anyEvent(instance, event, order)
          if (made) instance.send(made)
        }
        checkHistory(instance, assert)
      }),
      { numRuns: 80 }
    )
  }).timeout(30_000)
})

/** Answers what is open in any order, until nothing is or it has been enough. */
function work(instance: Instance, order: fc.Stream<number>, most = 2_000): void {
  for (const number of order) {
    const open = Object.keys(instance.state.waits)
    const wait = open[number % open.length]
    if (wait === undefined || most-- === 0) return
    instance.send({ type: 'done', wait, result: null })
  }
}

function countsOf(instance: Instance): { [node: string]: number } {
  const counts: { [node: string]: number } = {}
  for (const command of instance.commands) {
    if (command.type !== 'trace' || command.entry.kind !== 'left') continue
    const { element } = command.entry
    if (/^[tu]\d+$/.test(element)) counts[element] = (counts[element] ?? 0) + 1
  }
  return counts
}

/** What the world, an operator or a mishap may do next. */
function anyEvent(
  instance: Instance,
  number: number,
  order: fc.Stream<number>
): ProcessEvent | null {
  const pick = <T>(list: T[]): T | undefined => list[order.next().value % Math.max(1, list.length)]
  const { state, graph } = instance
  const wait = pick(Object.keys(state.waits))
  const token = pick(Object.keys(state.tokens))
  const stopped = pick(Object.keys(state.incidents))
  const node = pick(Object.keys(graph.nodes))
  switch (number % 12) {
    case 0:
      return wait ? { type: 'failed', wait, code: 'E_TEST', params: {} } : null
    case 1:
      return wait ? { type: 'error', wait, code: 'E1', message: null } : null
    case 2:
      return stopped
        ? { type: 'retry', token: stopped, incident: state.incidents[stopped]?.id }
        : null
    case 3:
      return token ? { type: 'skip', token, result: null } : null
    case 4:
      return token && node ? { type: 'move', token, node } : null
    case 5:
      return number % 5 === 0 ? { type: 'cancel', reason: null } : null
    default:
      return wait ? { type: 'done', wait, result: null } : null
  }
}
