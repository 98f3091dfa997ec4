import { test } from '@japa/runner'
import { passwordIssues } from '#core/security/password_policy'

const person = ['leyla', 'Leyla Əliyeva', 'leyla.aliyeva@bank.az']
const codes = (password: string) => passwordIssues(password, person).map((issue) => issue.code)

test.group('password policy', () => {
  test('accepts {$self}')
    .with(['correct horse battery', 'gözəl günəşli səhər', 'یک گذرواژه بلند و خوب', 'x7#kQ9!mZ2pv'])
    .run(({ assert }, password) => {
      assert.deepEqual(codes(password), [])
    })

  test('refuses {password} as {code}')
    .with([
      { password: 'short', code: 'password_short' },
      { password: '۱۲۳', code: 'password_short' },
      { password: 'x'.repeat(201), code: 'password_long' },
      { password: 'password123', code: 'password_guessable' },
      { password: 'Peyvand2026', code: 'password_guessable' },
      { password: 'aaaaaaaaaaaa', code: 'password_guessable' },
      { password: '12345678901', code: 'password_guessable' },
      { password: 'abcabcabcabc', code: 'password_guessable' },
      { password: 'abcdefghijkl', code: 'password_guessable' },
      { password: 'Leyla-1990!', code: 'password_guessable' },
      { password: 'aliyeva.2026', code: 'password_guessable' },
    ])
    .run(({ assert }, { password, code }) => {
      assert.deepEqual(codes(password), [code])
    })

  test('counts characters, not bytes or surrogates', ({ assert }) => {
    assert.deepEqual(codes('🙂🙃'), ['password_short'])
  })
})
