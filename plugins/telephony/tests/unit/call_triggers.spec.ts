import { test } from '@japa/runner'
import type { Json } from '#core/metadata/types'
import { matchesCall } from '#plugins/telephony/server/workflow/call_triggers'

const ended = { ended_at: '2026-11-28T10:00:00.000Z', queue: 'cards', score: 2 }

test.group('Which calls a start asks for', () => {
  test('{$i}: {title}')
    .with([
      { title: 'fresh, by default', config: {}, told: '2026-11-28T10:59:00.000Z', is: true },
      { title: 'too old, by default', config: {}, told: '2026-11-28T11:01:00.000Z', is: false },
      {
        title: 'as old as it says',
        config: { within: 'P2D' },
        told: '2026-11-30T09:00:00.000Z',
        is: true,
      },
      {
        title: 'a wrong duration',
        config: { within: 'soon' },
        told: '2026-11-28T10:00:00.000Z',
        is: false,
      },
      {
        title: 'its queue',
        config: { queue: 'cards' },
        told: '2026-11-28T10:00:00.000Z',
        is: true,
      },
      {
        title: 'another queue',
        config: { queue: 'loans' },
        told: '2026-11-28T10:00:00.000Z',
        is: false,
      },
      { title: 'below the mark', config: { below: 3 }, told: '2026-11-28T10:00:00.000Z', is: true },
      { title: 'not below', config: { below: 2 }, told: '2026-11-28T10:00:00.000Z', is: false },
    ])
    .run(({ assert }, { config, told, is }) => {
      assert.equal(matchesCall(config as Json, { ...ended, told_at: told }), is)
    })

  test('a call that has not ended, or has no mark, is none', ({ assert }) => {
    const told = { told_at: '2026-11-28T10:00:00.000Z' }
    assert.isFalse(matchesCall({}, { ended_at: null, ...told }))
    assert.isFalse(matchesCall({ below: 3 }, { ...ended, score: null, ...told }))
  })
})
