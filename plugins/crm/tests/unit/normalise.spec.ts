import { test } from '@japa/runner'
import fc from 'fast-check'
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { normalisePhone } from '../../server/phones/normalise.js'
import { allowedNumber } from '../../server/phones/numbering_plan.js'

test.group('Phone normalisation', () => {
  test('one person under every spelling: {$self}')
    .with([
      '09123456789',
      '0912 345 6789',
      '0912-345-67-89',
      '(0912) 3456789',
      '+98 912 345 6789',
      '+989123456789',
      '0098 912 345 6789',
      '989123456789',
      '9123456789',
      '۰۹۱۲۳۴۵۶۷۸۹',
      '٠٩١٢٣٤٥٦٧٨٩',
      '\u200e+98 912 345 6789\u200f',
      'tel:+98-912-345-6789',
      '09123456789 داخلی ۱۲',
      '09123456789 ext. 4',
      '09123456789 x4',
      '09123456789;ext=4',
    ])
    .run(({ assert }, text) => {
      assert.equal(normalisePhone(text, 'IR'), '+989123456789')
    })

  test('{text} in {region} is {expected}')
    .with([
      { text: '021-8822 2959', region: 'IR', expected: '+982188222959' },
      { text: '02191001000', region: 'IR', expected: '+982191001000' },
      { text: '+994 50 123 45 67', region: 'IR', expected: '+994501234567' },
      { text: '050 123 45 67', region: 'AZ', expected: '+994501234567' },
      { text: '+1 415 555 2671', region: 'IR', expected: '+14155552671' },
      // No plan allows these; they must match as typed.
      { text: '977-806-9726', region: 'IR', expected: '9778069726' },
      { text: '322-598-7152', region: 'IR', expected: '3225987152' },
      { text: '977.806.9726', region: 'US', expected: '9778069726' },
      { text: '(977) 806 9726 x22', region: 'US', expected: '9778069726' },
      // Not known to the plan yet, but written as a national number: its spellings meet.
      { text: '09771234567', region: 'IR', expected: '+989771234567' },
      { text: '+98 977 123 4567', region: 'IR', expected: '+989771234567' },
      // The trunk prefix is no part of a number.
      { text: '050 123 45 67', region: 'IR', expected: '0501234567' },
    ])
    .run(({ assert }, { text, region, expected }) => {
      assert.equal(normalisePhone(text, region), expected)
    })

  test('"{$self}" is no number')
    .with([
      '',
      '   ',
      'anonymous',
      'unknown',
      '201',
      '*45',
      's',
      '12-34',
      '1234567890123456',
      'a@b.c',
    ])
    .run(({ assert }, text) => {
      assert.isNull(normalisePhone(text, 'IR'))
    })

  test('what is normalised stays as it is when normalised again', ({ assert }) => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 15 })
    fc.assert(
      fc.property(digits, fc.constantFrom('', '+', '00', '0'), (run, prefix) => {
        const once = normalisePhone(prefix + run.join(''), 'IR')
        if (once?.startsWith('+')) assert.equal(normalisePhone(once, 'IR'), once)
      })
    )
  })

  test('punctuation and the script of the digits never matter', ({ assert }) => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 14 })
    fc.assert(
      fc.property(digits, fc.constantFrom(' ', '-', '.', '\u00a0', '/'), (run, mark) => {
        const plain = normalisePhone(run.join(''), 'IR')
        const persian = run.map((digit) => String.fromCharCode(0x06f0 + digit)).join('')
        assert.equal(normalisePhone(run.join(mark), 'IR'), plain)
        assert.equal(normalisePhone(persian, 'IR'), plain)
      })
    )
  })

  test('the short way gives what the library gives: {$self}')
    .with(['IR', 'AZ', 'US', 'GB', 'DE', 'TR', 'AE', 'IL'])
    .run(({ assert }, region) => {
      const prefix = fc.constantFrom('', '0', '00', '+98', '+994', '+1', '+44', '09', '021', '050')
      const rest = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 11 })
      let allowed = 0
      fc.assert(
        fc.property(prefix, rest, (start, digits) => {
          const dialled = start + digits.join('')
          const short = allowedNumber(dialled, region)
          if (short === null) return
          allowed += 1
          const parsed = parsePhoneNumberFromString(dialled, region as CountryCode)
          assert.isTrue(parsed?.isValid(), dialled)
          assert.equal(short, parsed?.number, dialled)
        }),
        { numRuns: 4000 }
      )
      assert.isAbove(allowed, 3)
    })

  test('what dials abroad is no number of the country: Israel’s 019', ({ assert }) => {
    assert.isNull(allowedNumber('01990000000', 'IL'))
    assert.equal(allowedNumber('031234567', 'IL'), '+97231234567')
  })

  test('an unknown region leaves only international numbers recognised', ({ assert }) => {
    assert.isNull(allowedNumber('09123456789', 'XX'))
    assert.equal(normalisePhone('+989123456789', 'XX'), '+989123456789')
    assert.equal(normalisePhone('09123456789', 'XX'), '09123456789')
  })
})
