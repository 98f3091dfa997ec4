import fc from 'fast-check'
import { test } from '@japa/runner'
import { editDistance, foldName, nameLikeness, prepareName } from '#core/duplicates/kernel/names'
import { findPairs, groupPairs, type Pair, type PairSearch } from '#core/duplicates/kernel/pairs'
import {
  blockingParts,
  compareRecords,
  prepareRecord,
  type PreparedRecord,
  type RuleParts,
} from '#core/duplicates/kernel/rule'
import { partLikeness, preparePart } from '#core/duplicates/kernel/values'
import type { MatchKind } from '#core/metadata/types'

const PARTS: RuleParts = {
  national_id: { fields: ['national_id'], how: 'folded', weight: 0.95, against: 0.7 },
  phone: { fields: ['mobile', 'phone'], how: 'phone', weight: 0.8 },
  email: { fields: ['email'], how: 'email', weight: 0.8 },
  name: { fields: ['first_name', 'last_name'], how: 'names', weight: 0.5 },
  birth_date: { fields: ['birth_date'], how: 'date', weight: 0.3, against: 0.3 },
  city: { fields: ['city'], how: 'folded', weight: 0.1 },
}

function likenessOf(how: MatchKind, a: string, b: string): number {
  const part = { fields: ['x'], how, weight: 1 }
  const [one, other] = [preparePart(part, { x: a }), preparePart(part, { x: b })]
  return one && other ? partLikeness(part, one, other) : 0
}

test.group('Names that may be the same', () => {
  test('{a} and {b} are alike')
    .with([
      { a: 'Mohammad Rezaei', b: 'Mohamad Rezaie' },
      { a: 'Mohammad Rezaei', b: 'REZAEI, Mohammad' },
      { a: 'Mohammad Rezaei', b: 'Mohammad Rezeai' },
      { a: 'محمد رضایی', b: 'محمّد رضائي' },
      { a: 'علی اکبری', b: 'علي اكبري' },
      { a: 'آقای دکتر علی کریمی', b: 'علی کریمی' },
      { a: 'محمد زرین‌پور', b: 'محمد زرین پور' },
      { a: 'محمد زرین‌پور', b: 'محمد زرینپور' },
      { a: 'محمدرضا کریمی', b: 'محمد رضا کریمی' },
      { a: 'محمدرضا کریمی', b: 'محمدرضا کریمب' },
      { a: 'Əli Məmmədov', b: 'Ali Mammadov' },
      { a: 'İlqar Hüseynov', b: 'Ilqar Huseynov' },
      { a: 'ILQAR HÜSEYNOV', b: 'ılqar hüseynov' },
      { a: 'Sara Johnson', b: 'Sarah Jonson' },
      { a: 'Kamran Aliyev', b: 'Kanran Aliyev' },
      { a: 'شرکت پویا', b: 'پویا' },
      { a: 'Araz Supermarket MMC', b: 'Araz Supermarket' },
      { a: 'شعبه ۱۲', b: 'شعبه 12' },
    ])
    .run(({ assert }, { a, b }) => {
      assert.isAtLeast(likenessOf('names', a, b), 0.8)
    })

  test('{a} and {b} are not')
    .with([
      { a: 'Mohammad Rezaei', b: 'Mahmoud Razavi' },
      { a: 'محمد رضایی', b: 'محمد کریمی' },
      { a: 'Emma Smith', b: 'Noah Smith' },
      { a: 'Əli Məmmədov', b: 'Vəli Həsənov' },
      { a: 'شعبه ۱۲', b: 'شعبه ۳۴' },
      { a: '', b: '' },
    ])
    .run(({ assert }, { a, b }) => {
      assert.equal(likenessOf('names', a, b), 0)
    })

  test('a first name alone says nothing; a single word in a name of one field does', ({
    assert,
  }) => {
    assert.isNull(prepareName('Mohammad', false))
    assert.isNotNull(prepareName('Zarrinpour', true))
    assert.deepEqual(foldName('  -- '), [])
  })

  test('edit distance of {a} and {b} is {d}')
    .with([
      { a: 'karim', b: 'karim', d: 0 },
      { a: 'karim', b: 'kraim', d: 1 },
      { a: 'karim', b: 'karimi', d: 1 },
      { a: 'کریمی', b: 'رحیمی', d: 2 },
      { a: '', b: 'abc', d: 3 },
    ])
    .run(({ assert }, { a, b, d }) => {
      assert.equal(editDistance(a, b), d)
      assert.equal(editDistance(b, a), d)
    })
})

test.group('Values that may be the same', () => {
  test('{how}: {a} and {b} → {like}')
    .with([
      { how: 'phone' as const, a: '0913 555 1001', b: '+98 913-555-1001', like: 1 },
      { how: 'phone' as const, a: '۰۹۱۳۵۵۵۱۰۰۱', b: '00989135551001', like: 1 },
      { how: 'phone' as const, a: '050 123 45 67', b: '+994 50 123 45 67', like: 1 },
      { how: 'phone' as const, a: '021 8812 3456', b: '031 8812 3456', like: 0 },
      { how: 'phone' as const, a: '02188123456 ext 12', b: '02188123456', like: 1 },
      { how: 'phone' as const, a: '12', b: '12', like: 0 },
      { how: 'email' as const, a: 'Ali@Example.com ', b: 'ali@example.COM', like: 1 },
      { how: 'email' as const, a: 'ali@example.com', b: 'vali@example.com', like: 0 },
      { how: 'folded' as const, a: '۰۴۹-۹۳۷۰۸۹۹', b: '0499370899', like: 1 },
      { how: 'folded' as const, a: 'كرج', b: 'کرج', like: 1 },
      { how: 'folded' as const, a: 'Gəncə', b: 'GƏNCƏ', like: 1 },
      { how: 'exact' as const, a: 'A1', b: 'a1', like: 0 },
      { how: 'date' as const, a: '1980-03-07', b: '1980-03-07', like: 1 },
      { how: 'date' as const, a: '1980-03-07', b: '1980-07-03', like: 0.7 },
      { how: 'date' as const, a: '1980-03-07', b: '1981-03-07', like: 0 },
    ])
    .run(({ assert }, { how, a, b, like }) => {
      assert.equal(likenessOf(how, a, b), like)
    })

  test('differing national ids speak against the same name and birthday', ({ assert }) => {
    const one = { first_name: 'Ali', last_name: 'Karimi', birth_date: '1980-01-01' }
    const bare = compareRecords(PARTS, prepareRecord(PARTS, one), prepareRecord(PARTS, one))
    const other = compareRecords(
      PARTS,
      prepareRecord(PARTS, { ...one, national_id: '0499370899' }),
      prepareRecord(PARTS, { ...one, national_id: '1234567891' })
    )
    assert.isBelow(other.score, bare.score / 2)
    assert.deepEqual(bare.reasons, ['name', 'birth_date'])
  })

  test('the weakest parts make no keys as long as they cannot reach the threshold', ({
    assert,
  }) => {
    assert.deepEqual(blockingParts(PARTS, 0.38), ['email', 'name', 'national_id', 'phone'])
    assert.deepEqual(blockingParts(PARTS, 0.05), Object.keys(PARTS).sort())
    assert.deepEqual(blockingParts(PARTS, 0.9), ['email', 'national_id', 'phone'])
  })
})

const word = (...words: string[]) => fc.constantFrom('', ...words)
const person = fc.record({
  national_id: word('0499370899', '۰۴۹۹۳۷۰۸۹۹', '1234567891'),
  mobile: word('09135551001', '+989135551001', '0501234567'),
  phone: word('09135551001', '02188123456'),
  email: word('a@b.c', 'A@B.C', 'd@e.f'),
  first_name: word('علی', 'علي', 'Mohammad', 'Mohamad', 'Əli', 'Ilqar'),
  last_name: word('کریمی', 'كريمي', 'زرین‌پور', 'زرین پور', 'Rezaei', 'Rezaie', 'Məmmədov'),
  birth_date: word('1980-03-07', '1980-07-03', '1991-01-01'),
  city: word('Bakı', 'BAKI', 'تهران'),
})
const people = fc.array(person, { maxLength: 14 })

function prepared(list: Record<string, string>[]): Map<number, PreparedRecord> {
  return new Map(list.map((one, at) => [at + 1, prepareRecord(PARTS, one)]))
}
function search(given: PairSearch): { pairs: Pair[]; cut: number } {
  const steps = findPairs(given)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
/** Every record with every other. */
function naive({ parts, records, threshold, marks }: PairSearch): string[] {
  const found: string[] = []
  for (const [a, one] of records) {
    for (const [b, other] of records) {
      if (a >= b || marks?.get(a) !== marks?.get(b)) continue
      const { score } = compareRecords(parts, one, other)
      if (score >= threshold) found.push(`${a}-${b}:${score}`)
    }
  }
  return found.sort()
}
const texts = (pairs: Pair[]) => pairs.map(({ a, b, score }) => `${a}-${b}:${score}`).sort()

test.group('Laws of comparing', () => {
  test('it does not matter which of two records comes first', () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        const [one, other] = [prepareRecord(PARTS, a), prepareRecord(PARTS, b)]
        const [there, back] = [compareRecords(PARTS, one, other), compareRecords(PARTS, other, one)]
        return JSON.stringify(there) === JSON.stringify(back)
      })
    )
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [one, other] = [prepareName(a, true), prepareName(b, true)]
        return !one || !other || nameLikeness(one, other) === nameLikeness(other, one)
      })
    )
  })

  test('a record is like itself in everything that it says', () => {
    fc.assert(
      fc.property(person, (values) => {
        const one = prepareRecord(PARTS, values)
        const { score, reasons } = compareRecords(PARTS, one, one)
        const strongest = Math.max(0, ...[...one.keys()].map((name) => PARTS[name]?.weight ?? 0))
        return reasons.length === one.size && score >= strongest - 0.001 && score <= 1
      })
    )
  })

  test('blocks find what comparing every record with every other finds, in whatever order', () => {
    fc.assert(
      fc.property(
        people,
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.boolean(),
        (list, threshold, scoped) => {
          const records = prepared(list)
          const marks = new Map([...records.keys()].map((id) => [id, scoped ? `${id % 2}` : '']))
          const given = { parts: PARTS, threshold, records, marks }
          const expected = naive(given)
          const turned = new Map([...records].toReversed())
          const found = texts(search(given).pairs)
          return (
            JSON.stringify(found) === JSON.stringify(expected) &&
            JSON.stringify(texts(search({ ...given, records: turned }).pairs)) ===
              JSON.stringify(expected)
          )
        }
      ),
      { numRuns: 300 }
    )
  })

  test('a key that is too common finds pairs that are alike in something else as well', ({
    assert,
  }) => {
    const crowd = Array.from({ length: 40 }, (_, at) => ({
      first_name: 'علی',
      last_name: 'کریمی',
      birth_date: at < 2 ? '1980-03-07' : `19${50 + at}-01-01`,
    }))
    const given = { parts: PARTS, threshold: 0.4, records: prepared(crowd), blockLimit: 10 }
    const { pairs, cut } = search(given)
    assert.deepEqual(texts(pairs), ['1-2:0.65'])
    assert.isAbove(cut, 0)
  })

  test('groups hang together, each record in one', () => {
    const pair = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .filter(([a, b]) => a < b)
      .map(([a, b]): Pair => ({ a, b, score: 1, reasons: [] }))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const groups = groupPairs(pairs)
        const ids = groups.flatMap((group) => group.ids)
        const whole = groups.every(({ ids: own, pairs: inner }) =>
          inner.every(({ a, b }) => own.includes(a) && own.includes(b))
        )
        return (
          whole &&
          new Set(ids).size === ids.length &&
          groups.flatMap((g) => g.pairs).length === pairs.length
        )
      })
    )
  })

  test('100,000 people take seconds, not n²', ({ assert }) => {
    const first = ['علی', 'محمد', 'رضا', 'مریم', 'زهرا', 'حسین', 'Sara', 'Əli', 'Nigar', 'Kamran']
    const records = new Map<number, PreparedRecord>()
    for (let id = 1; id <= 100_000; id += 1) {
      const twin = id % 50 === 0 ? id - 1 : id
      const values = {
        first_name: first[twin % first.length] ?? '',
        last_name: `نام${'ابپتثجچحخد'[twin % 10]}${'رزسشصطعفقک'[Math.floor(twin / 10) % 10]}${'گلمنوهیضظژ'[Math.floor(twin / 100) % 10]}ی`,
        mobile: `0912${String((twin * 7919) % 10_000_000).padStart(7, '0')}`,
        birth_date: `${1950 + (twin % 50)}-0${1 + (twin % 9)}-1${twin % 10}`,
      }
      records.set(id, prepareRecord(PARTS, values))
    }
    let steps = 0
    const run = findPairs({ parts: PARTS, threshold: 0.75, records })
    let step = run.next()
    for (; !step.done; step = run.next()) steps += 1
    assert.isAtLeast(step.value.pairs.length, 2_000)
    /** Blocks, not pairs: the work grows with the records. */
    assert.isBelow(steps, 1_000_000)
  }).timeout(120_000)
})
