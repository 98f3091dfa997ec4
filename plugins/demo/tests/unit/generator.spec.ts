import { test } from '@japa/runner'
import { normalisePhone } from '#plugins/crm/contract'
import { makeBank } from '../../server/generator/bank/demo_bank.js'
import type { DemoBank } from '../../server/generator/bank/types.js'
import { dayOf, startOf } from '../../server/generator/days.js'
import { Random } from '../../server/generator/random.js'

const TODAY = '2026-11-22'
const share = <T>(items: readonly T[], condition: (item: T) => boolean) =>
  items.filter(condition).length / items.length

test.group('Seeded randomness', () => {
  test('the same seed gives the same numbers, another seed others', ({ assert }) => {
    const draw = (seed: string) => {
      const random = new Random(seed)
      return Array.from({ length: 20 }, () => random.next())
    }
    assert.deepEqual(draw('a'), draw('a'))
    assert.notDeepEqual(draw('a'), draw('b'))
  })

  test('what is drawn from a fork changes nothing outside', ({ assert }) => {
    const plain = new Random('a')
    const forked = new Random('a')
    forked.fork('aside').next()
    assert.equal(forked.next(), plain.next())
  })

  test('numbers are even over their range', ({ assert }) => {
    const random = new Random('even')
    const drawn = Array.from({ length: 20_000 }, () => random.int(0, 9))
    for (let digit = 0; digit < 10; digit++) {
      assert.closeTo(
        share(drawn, (item) => item === digit),
        0.1,
        0.01
      )
    }
  })

  test('nothing can be picked from nothing', ({ assert }) => {
    assert.throws(() => new Random('x').pick([]), 'Nothing to pick from')
  })
})

test.group('The demo bank', (group) => {
  let bank: DemoBank
  group.setup(() => {
    bank = makeBank('peyvand', TODAY)
  })

  test('is the same for the same seed and day', ({ assert }) => {
    assert.deepEqual(makeBank('peyvand', TODAY), bank)
    assert.notDeepEqual(makeBank('other', TODAY).contacts, bank.contacts)
  })

  test('has the promised size', ({ assert }) => {
    assert.lengthOf(bank.users, 24)
    assert.lengthOf(bank.contacts, 1500)
    assert.lengthOf(bank.cases, 4000)
    assert.isNotEmpty(bank.leads)
    assert.isNotEmpty(bank.accounts)
    assert.isNotEmpty(bank.tasks)
    assert.isNotEmpty(bank.notes)
  })

  test('has agents with telephones, supervisors, evaluators, consultants and no administrator', ({
    assert,
  }) => {
    const roles = bank.users.flatMap((user) => user.roles)
    for (const role of ['agent', 'supervisor', 'evaluator', 'consultant']) {
      assert.include(roles, role)
    }
    assert.notInclude(roles, 'administrator')
    const phones = bank.users.flatMap((user) => user.extension ?? [])
    assert.equal(new Set(phones).size, phones.length)
    for (const user of bank.users) {
      if (user.roles.includes('agent')) assert.isNotNull(user.extension, user.login)
    }
  })

  test('speaks Persian, Azerbaijani and English', ({ assert }) => {
    const of = (language: string) => share(bank.contacts, (c) => c.language === language)
    assert.closeTo(of('fa'), 0.68, 0.05)
    assert.closeTo(of('az'), 0.2, 0.05)
    assert.closeTo(of('en'), 0.12, 0.05)
    const persian = bank.contacts.find((contact) => contact.language === 'fa')
    assert.match(String(persian?.values.last_name), /^[\u0600-\u06ff\u200c ]+$/)
  })

  test('every telephone normalises to E.164, mobiles belong to one person each', ({ assert }) => {
    const mobiles = new Set<string>()
    for (const { values } of [...bank.contacts, ...bank.leads]) {
      for (const field of ['mobile', 'phone', 'work_phone']) {
        const written = values[field]
        if (typeof written !== 'string') continue
        const number = normalisePhone(written, 'IR') ?? ''
        assert.match(number, /^\+\d{11,13}$/, written)
        if (field !== 'mobile') continue
        assert.isFalse(mobiles.has(number), number)
        mobiles.add(number)
      }
    }
  })

  test('Iranian national ids carry a right check digit', ({ assert }) => {
    for (const contact of bank.contacts.filter((item) => item.language === 'fa').slice(0, 200)) {
      const id = String(contact.values.national_id)
      const sum = [...id.slice(0, 9)].reduce((s, d, index) => s + Number(d) * (10 - index), 0)
      const check = sum % 11 < 2 ? sum % 11 : 11 - (sum % 11)
      assert.equal(Number(id[9]), check, id)
    }
  })

  test('external keys are unique', ({ assert }) => {
    for (const list of [bank.contacts, bank.accounts, bank.leads, bank.cases]) {
      const keys = list.map(({ values }) => values.external_id)
      assert.equal(new Set(keys).size, keys.length)
    }
  })

  test('nothing lies in the future and nobody asks before being a customer', ({ assert }) => {
    const now = startOf(TODAY)
    for (const item of bank.cases) {
      assert.isBelow(item.createdAt, now)
      const customer = bank.contacts[item.customer]
      assert.isAtMost(customer?.createdAt ?? Infinity, item.createdAt)
      for (const field of ['resolved_at', 'closed_at']) {
        const moment = item.values[field]
        if (typeof moment === 'string') assert.isAtMost(Date.parse(moment), now)
      }
    }
  })

  test('states and moments of cases agree', ({ assert }) => {
    for (const { values } of bank.cases) {
      const done = values.status === 'resolved' || values.status === 'closed'
      assert.equal(values.resolved_at !== null, done)
      assert.equal(values.closed_at !== null, values.status === 'closed')
      if (typeof values.closed_at === 'string' && typeof values.resolved_at === 'string') {
        assert.isAtLeast(Date.parse(values.closed_at), Date.parse(values.resolved_at))
      }
    }
    for (const status of ['new', 'open', 'pending', 'resolved', 'closed']) {
      assert.isAbove(
        share(bank.cases, (item) => item.values.status === status),
        0.002,
        status
      )
    }
    assert.isAbove(
      share(bank.cases, (item) => item.values.status === 'closed'),
      0.6
    )
  })

  test('moving the day moves the bank', ({ assert }) => {
    const later = makeBank('peyvand', '2027-02-01')
    const last = Math.max(...later.cases.map((item) => item.createdAt))
    assert.equal(dayOf(last), '2027-01-31')
  })
})
