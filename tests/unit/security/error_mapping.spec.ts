import { errors as vineErrors } from '@vinejs/vine'
import { test } from '@japa/runner'
import { CodedError } from '#core/errors/coded_error'
import { E_NOT_FOUND, E_VALIDATION } from '#core/errors/errors'
import { errorAnswer } from '#core/http/error_answer'
import { toCodedError } from '#core/http/error_mapping'
import { texts } from '#core/i18n/texts'

function thrown(message: string, fields: object): Error {
  return Object.assign(new Error(message), fields)
}

test.group('errors of drivers and frameworks', () => {
  test('{title} is {code}')
    .with([
      { title: 'a locked SQLite', error: { code: 'SQLITE_BUSY' }, code: 'E_BUSY' },
      {
        title: 'a snapshot that moved',
        error: { code: 'SQLITE_BUSY_SNAPSHOT' },
        code: 'E_BUSY',
      },
      {
        title: 'a missing SQLite file',
        error: { code: 'SQLITE_CANTOPEN' },
        code: 'E_DATABASE_UNAVAILABLE',
      },
      { title: 'a full disk', error: { code: 'SQLITE_FULL' }, code: 'E_DATABASE_UNAVAILABLE' },
      {
        title: 'a value that is there',
        error: { code: 'SQLITE_CONSTRAINT_UNIQUE' },
        code: 'E_CONFLICT',
      },
      { title: 'a pool that waits', error: { name: 'KnexTimeoutError' }, code: 'E_BUSY' },
      {
        title: 'a SQL Server that is away',
        error: { name: 'ConnectionError', code: 'ESOCKET' },
        code: 'E_DATABASE_UNAVAILABLE',
      },
      { title: 'a deadlock of SQL Server', error: { number: 1205 }, code: 'E_BUSY' },
      { title: 'a duplicate key of SQL Server', error: { number: 2627 }, code: 'E_CONFLICT' },
      {
        title: 'a PBX that is away',
        error: { code: 'ECONNREFUSED', fatal: true },
        code: 'E_DATABASE_UNAVAILABLE',
      },
      {
        title: 'a PBX that hangs up',
        error: { code: 'PROTOCOL_CONNECTION_LOST', fatal: true },
        code: 'E_DATABASE_UNAVAILABLE',
      },
      {
        title: 'an oversized body',
        error: { code: 'E_REQUEST_ENTITY_TOO_LARGE', status: 413 },
        code: 'E_TOO_LARGE',
      },
      {
        title: 'a route nobody has',
        error: { code: 'E_ROUTE_NOT_FOUND' },
        code: 'E_ROUTE_NOT_FOUND',
      },
      { title: 'anything else', error: {}, code: 'E_INTERNAL' },
    ])
    .run(({ assert }, { error, code }) => {
      assert.equal(toCodedError(thrown('secret detail', error)).code, code)
    })

  test('a thrown text is an internal error', ({ assert }) => {
    assert.equal(toCodedError('oops').code, 'E_INTERNAL')
    assert.equal(toCodedError(null).code, 'E_INTERNAL')
  })

  test('a coded error stays itself', ({ assert }) => {
    const error = new E_NOT_FOUND({ what: 'case' })
    assert.strictEqual(toCodedError(error), error)
  })

  test('messages of Vine become details by path', ({ assert }) => {
    const error = new vineErrors.E_VALIDATION_ERROR([
      { field: 'roles.0', rule: 'string', message: 'x' },
      { field: 'name', rule: 'maxLength', message: 'x', meta: { max: 3, field: {} } },
    ])
    const coded = toCodedError(error)
    assert.equal(coded.code, 'E_VALIDATION')
    assert.deepEqual(coded.details, [
      { path: 'roles.0', code: 'string', params: {} },
      { path: 'name', code: 'maxLength', params: { max: 3 } },
    ])
  })
})

test.group('answers', () => {
  test('hold nothing of the cause', ({ assert }) => {
    const error = toCodedError(thrown('select secret from /srv/x.ts', { sql: 'select' }))
    const answer = JSON.stringify(errorAnswer(error, 'en', texts, 'id-1'))
    assert.notMatch(answer, /secret|select|srv/)
    assert.include(answer, 'id-1')
  })

  test('have texts for details, in the language of the reader', ({ assert }) => {
    const error = new E_VALIDATION({}, [
      { path: 'password', code: 'password_short', params: { min: 10 } },
      { path: 'x', code: 'nobody_wrote_this' },
    ])
    const { details } = errorAnswer(error, 'fa', texts, undefined).error
    assert.equal(details?.[0]?.message, 'دست‌کم ۱۰ نویسه لازم است.')
    assert.equal(details?.[1]?.message, 'این مقدار درست نیست.')
  })

  test('carry parameters only where there are any', ({ assert }) => {
    const bare = errorAnswer(new CodedError('E_FORBIDDEN', 403), 'en', texts, undefined)
    assert.sameMembers(Object.keys(bare.error), ['code', 'message'])
  })
})
