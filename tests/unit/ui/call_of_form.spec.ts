import { test } from '@japa/runner'
import type { RecordRow } from '#core/records/types'
import { callOfForm } from '#plugins/telephony/ui/call/call_of_form'

const row = (values: object) => ({ id: 7, version: 1, ...values }) as RecordRow

test.group('the call whose recordings a form shows', () => {
  test('{title}')
    .with([
      { title: 'a call itself', entity: 'call', record: row({}), field: undefined, call: 7 },
      {
        title: 'none of another record',
        entity: 'task',
        record: row({}),
        field: undefined,
        call: null,
      },
      {
        title: 'that of a look-up',
        entity: 'task',
        record: row({ x_call: { id: 3, label: 'a' } }),
        field: 'x_call',
        call: 3,
      },
      {
        title: 'none where the look-up is empty',
        entity: 'task',
        record: row({ x_call: null }),
        field: 'x_call',
        call: null,
      },
      {
        title: 'that of a link to any record',
        entity: 'task',
        record: row({ regarding: { entity: 'call', id: 4 } }),
        field: 'regarding',
        call: 4,
      },
      {
        title: 'none where that is no call',
        entity: 'task',
        record: row({ regarding: { entity: 'contact', id: 4 } }),
        field: 'regarding',
        call: null,
      },
    ])
    .run(({ assert }, { entity, record, field, call }) => {
      assert.equal(callOfForm(entity, record, field), call)
    })
})
