import { test } from '@japa/runner'
import { isSameSite } from '#core/security/cross_site'
import { isGuarded, isPublic } from '#core/security/public_routes'
import { looksLikeSecret, newSecret, readCookie, sameSecret } from '#core/security/secret_token'
import { unitsBelow, wouldCycle } from '#core/security/unit_tree'

const HOST = 'crm.bank.az:3333'

test.group('cross-site requests', () => {
  test('{title}')
    .with([
      { title: 'a program without an origin passes', headers: { host: HOST }, ok: true },
      {
        title: 'a page of the same host passes',
        headers: { host: HOST, origin: `http://${HOST}` },
        ok: true,
      },
      {
        title: 'a page of the public address passes',
        headers: { host: 'inner:1', origin: 'https://crm.example' },
        ok: true,
      },
      {
        title: 'the public address over plain HTTP does not pass',
        headers: { host: 'inner:1', origin: 'http://crm.example' },
        ok: false,
      },
      {
        title: 'a page of another site does not pass',
        headers: { host: HOST, origin: 'https://evil.example' },
        ok: false,
      },
      {
        title: 'another port does not pass',
        headers: { host: HOST, origin: 'http://crm.bank.az:4444' },
        ok: false,
      },
      {
        title: 'an opaque origin does not pass',
        headers: { host: HOST, origin: 'null' },
        ok: false,
      },
      {
        title: 'what the browser calls cross-site does not pass',
        headers: { host: HOST, origin: `http://${HOST}`, fetchSite: 'cross-site' },
        ok: false,
      },
    ])
    .run(({ assert }, { headers, ok }) => {
      assert.equal(isSameSite(headers, 'https://crm.example/'), ok)
    })
})

test.group('closed routes', () => {
  test('everything under /api is guarded by its route and by its address', ({ assert }) => {
    assert.isTrue(isGuarded('/api/records/case', '/api/records/:entity'))
    assert.isTrue(isGuarded('/api/unknown', '/*'))
    assert.isTrue(isGuarded('/%61pi/records/case', '/api/records/:entity'))
    assert.isFalse(isGuarded('/health', '/health'))
    assert.isFalse(isGuarded('/apiary', '/*'))
  })

  test('a public route is public for its method only', ({ assert }) => {
    assert.isTrue(isPublic('POST', '/api/session'))
    assert.isFalse(isPublic('DELETE', '/api/session'))
    assert.isFalse(isPublic('GET', '/api/session'))
  })
})

test.group('secrets', () => {
  test('are 256 bits in 43 characters, each its own', ({ assert }) => {
    const secrets = Array.from({ length: 100 }, newSecret)
    assert.equal(new Set(secrets).size, 100)
    assert.isTrue(secrets.every(looksLikeSecret))
    assert.isFalse(looksLikeSecret(`${secrets[0]}x`))
    assert.isFalse(looksLikeSecret(`'${'a'.repeat(42)}`))
  })

  test('compare by content', ({ assert }) => {
    assert.isTrue(sameSecret('abc', 'abc'))
    assert.isFalse(sameSecret('abc', 'abd'))
    assert.isFalse(sameSecret('abc', 'abcd'))
    assert.isFalse(sameSecret('', 'abc'))
  })

  test('a cookie is found by its whole name', ({ assert }) => {
    const header = 'x_peyvand=1; other=2; peyvand=3;last=4'
    assert.equal(readCookie(header, 'peyvand'), '3')
    assert.equal(readCookie(header, 'last'), '4')
    assert.isNull(readCookie(header, 'pey'))
    assert.isNull(readCookie('x=peyvand=5', 'peyvand'))
    assert.isNull(readCookie(undefined, 'peyvand'))
  })
})

test.group('unit tree', () => {
  const units = [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 1 },
    { id: 4, parent: 3 },
    { id: 9, parent: null },
  ]

  test('a unit has itself and all below it', ({ assert }) => {
    assert.deepEqual(unitsBelow(units, 1), [1, 2, 3, 4])
    assert.deepEqual(unitsBelow(units, 3), [3, 4])
    assert.deepEqual(unitsBelow(units, 9), [9])
  })

  test('a stored cycle ends the walk', ({ assert }) => {
    const cycle = [
      { id: 1, parent: 2 },
      { id: 2, parent: 1 },
    ]
    assert.deepEqual(unitsBelow(cycle, 1), [1, 2])
  })

  test('a unit cannot be hung below itself', ({ assert }) => {
    assert.isTrue(wouldCycle(units, 1, 4))
    assert.isTrue(wouldCycle(units, 3, 3))
    assert.isFalse(wouldCycle(units, 3, 9))
  })
})
