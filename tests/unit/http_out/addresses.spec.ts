import { test } from '@japa/runner'
import fc from 'fast-check'
import { addressKind, allowedBy, mayConnect } from '#core/http_out/addresses'

test.group('where requests may go', () => {
  test('{0} is {1}')
    .with([
      ['93.184.215.14', 'public'],
      ['2a00:1450:4001:80e::200e', 'public'],
      ['10.1.2.3', 'private'],
      ['172.31.255.255', 'private'],
      ['172.32.0.1', 'public'],
      ['192.168.0.1', 'private'],
      ['100.64.0.1', 'private'],
      ['127.0.0.1', 'private'],
      ['::1', 'private'],
      ['fd12:3456::1', 'private'],
      ['169.254.169.254', 'never'],
      ['fe80::1', 'never'],
      ['fe80::1%eth0', 'never'],
      ['0.0.0.0', 'never'],
      ['::', 'never'],
      ['224.0.0.1', 'never'],
      ['255.255.255.255', 'never'],
      ['ff02::1', 'never'],
      ['::ffff:10.0.0.1', 'never'],
      ['::ffff:5db8:d70e', 'never'],
      ['0:0:0:0:0:ffff:7f00:1', 'never'],
      ['::ffff:169.254.169.254', 'never'],
      ['64:ff9b::7f00:1', 'never'],
      ['2002:7f00:1::', 'never'],
      ['2001:0:7f00:1::', 'never'],
      ['localhost', 'never'],
      ['', 'never'],
    ] as const)
    .run(({ assert }, [address, kind]) => {
      assert.equal(addressKind(address), kind)
    })

  test('whatever stands for an IPv4 address in IPv6 is never fine', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => addressKind(`::ffff:${address}`) === 'never'))
  })

  test('{0}')
    .with([
      ['https://hooks.bank.example/in?x=1', true],
      ['https://HOOKS.bank.example:443/', true],
      ['http://hooks.bank.example/', 'not_allowed'],
      ['https://hooks.bank.example:8443/', 'not_allowed'],
      ['https://hooks.bank.example.evil.example/', 'not_allowed'],
      ['https://hooks.bank.example@evil.example/', 'malformed'],
      ['https://user:word@hooks.bank.example/', 'malformed'],
      ['file:///etc/passwd', 'malformed'],
      ['hooks.bank.example', 'malformed'],
      ['http://0x0a000007:8080/', true],
      ['http://167772167:8080/', true],
    ] as const)
    .run(({ assert }, [address, expected]) => {
      const allowed = [
        { origin: 'https://hooks.bank.example', private: false },
        { origin: 'http://10.0.0.7:8080', private: true },
      ]
      const found = allowedBy(address, allowed)
      assert.equal(typeof found === 'string' ? found : true, expected)
    })

  test('one address that may not be reached spoils all of a name', ({ assert }) => {
    const outside = { origin: 'https://a.example', private: false }
    assert.isTrue(mayConnect(['93.184.215.14'], outside))
    assert.isFalse(mayConnect(['93.184.215.14', '10.0.0.1'], outside))
    assert.isTrue(mayConnect(['10.0.0.1'], { ...outside, private: true }))
    assert.isFalse(mayConnect(['169.254.169.254'], { ...outside, private: true }))
    assert.isFalse(mayConnect([], outside))
  })
})
