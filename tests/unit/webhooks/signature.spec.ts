import { test } from '@japa/runner'
import fc from 'fast-check'
import { isSigned, sign, TOLERANCE_SECONDS } from '#core/webhooks/signature'

test.group('the signature of a delivery', () => {
  const at = new Date('2026-11-28T08:00:00.000Z')
  const timestamp = at.getTime() / 1_000

  test('holds for the secret, the body and the moment, and for nothing else', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (secret, body, other) => {
        const sent = { signature: sign([secret], timestamp, body), timestamp: `${timestamp}`, body }
        return (
          isSigned(secret, sent, at) &&
          isSigned(secret, { ...sent, body: other }, at) === (other === body) &&
          !isSigned(`${secret}x`, sent, at) &&
          !isSigned(secret, { ...sent, timestamp: `${timestamp + 1}` }, at)
        )
      })
    )
  })

  test('while a secret is changed both hold; old deliveries do not', ({ assert }) => {
    const sent = {
      signature: sign(['new', 'old'], timestamp, '{}'),
      timestamp: `${timestamp}`,
      body: '{}',
    }
    assert.isTrue(isSigned('old', sent, at))
    assert.isTrue(isSigned('new', sent, at))
    const later = new Date(at.getTime() + (TOLERANCE_SECONDS + 1) * 1_000)
    assert.isFalse(isSigned('new', sent, later))
    assert.isFalse(isSigned('new', { ...sent, signature: 'v1=00' }, at))
    assert.isFalse(isSigned('new', { ...sent, timestamp: 'NaN' }, at))
  })

  test('a known one', ({ assert }) => {
    assert.equal(
      sign(['whsec'], 1_700_000_000, '{"a":1}'),
      'v1=8ad37ba156048ae0e0a5533c75cdf26fee88b07f93cb57ee4c80adb053012032'
    )
  })
})
