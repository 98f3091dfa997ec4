import { test } from '@japa/runner'

test.group('health', () => {
  test('answers without signing in', async ({ client }) => {
    const response = await client.get('/health')
    response.assertStatus(200)
    response.assertBody({ status: 'ok' })
  })
})
