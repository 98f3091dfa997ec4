import { test } from '@japa/runner'
import { openApiDocument, schemaName } from '#core/http/openapi/openapi'
import { bankEntities, metadataOf } from '#tests/unit/records/support/definitions'
import { person, roleOf, systemActor } from '#tests/unit/records/support/actors'

const metadata = metadataOf(bankEntities())
const options = { version: '1', url: '/' }

/** Every `$ref` of a document. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' ? [String(item)] : references(item)
  )
}

function at(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      document
    )
}

test.group('OpenAPI', () => {
  test('is a whole 3.1 document: references lead somewhere, operations are named once', ({
    assert,
  }) => {
    const document = openApiDocument(metadata, systemActor.access, options)
    assert.equal(document.openapi, '3.1.0')
    for (const reference of references(document)) {
      assert.isDefined(at(document, reference), reference)
    }
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        const parameters = (operation.parameters ?? []) as { in: string; name: string }[]
        const named = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`)
        assert.deepEqual(path.match(/\{\w+\}/g) ?? [], named)
        assert.property(operation.responses, 'default')
      }
    }
    assert.deepEqual(JSON.parse(JSON.stringify(document)), document)
  })

  test('shows an actor what it may do and nothing else', ({ assert }) => {
    const role = roleOf(
      'agent',
      { person: { read: 'all', update: 'own' }, ticket: { read: 'unit', create: 'unit' } },
      { person: { salary: 'none', name: 'read', national_id: 'masked' } }
    )
    const document = openApiDocument(metadata, person(metadata, role).access, options)
    const { paths, components } = document
    assert.notProperty(paths, '/api/records/city/query')
    assert.notProperty(paths, '/api/records/person')
    assert.property(paths, '/api/records/ticket')
    assert.notProperty(paths['/api/records/person/{id}'], 'delete')
    const read = components.schemas.Person?.properties as Record<string, unknown>
    assert.notProperty(read, 'salary')
    assert.deepEqual(read.national_id, { type: ['string', 'null'], title: 'National ID' })
    const write = components.schemas.PersonChange?.properties as Record<string, unknown>
    assert.notProperty(write, 'name')
    assert.property(write, 'nickname')
    assert.deepEqual(components.schemas.TicketNew?.required, ['title'])
  })

  test('names schemas after entities', ({ assert }) => {
    assert.equal(schemaName('phone_call'), 'PhoneCall')
  })
})
