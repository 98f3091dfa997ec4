/** The description of the records API in OpenAPI 3.1, made of the metadata for one actor. Pure. */
import type { EffectiveMetadata, EntityDefinition } from '#core/metadata/types'
import type { Access } from '#core/security/types'
import { FIXED_SCHEMAS } from '#core/http/openapi/components'
import { readSchema, writeSchema, type Schema } from '#core/http/openapi/field_schemas'
import { SYSTEM_FIELD_DEFINITIONS } from '#core/records/system_fields'

export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: Record<string, string[]>[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Schema>>
  components: {
    schemas: Record<string, Schema>
    securitySchemes: Record<string, Schema>
    responses: Record<string, Schema>
  }
}

/** `case_type` as `CaseType`: names of schemas. */
export function schemaName(entity: string): string {
  return entity.replace(/(^|_)([a-z0-9])/g, (_match, _bar, letter: string) => letter.toUpperCase())
}

const refer = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: Schema): Schema => ({ 'application/json': { schema } })
const body = (schema: Schema): Schema => ({ required: true, content: json(schema) })
const answer = (description: string, schema: Schema): Schema => ({
  description,
  content: json(schema),
})
const object = (properties: Schema, required: string[] = Object.keys(properties)): Schema => ({
  type: 'object',
  required,
  properties,
})
const ID: Schema = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }

function recordSchema(
  entity: EntityDefinition,
  access: Access,
  metadata: EffectiveMetadata
): Schema {
  const properties: Record<string, Schema> = {
    id: { type: 'integer' },
    version: { type: 'integer' },
  }
  for (const [name, field] of Object.entries(entity.fields)) {
    const level = access.field(entity.name, name)
    if (field.removed || field.type === 'one_to_many' || level === 'none') continue
    properties[name] = readSchema(field, level === 'masked', metadata)
  }
  for (const [name, field] of Object.entries(SYSTEM_FIELD_DEFINITIONS)) {
    if (name in properties || name === 'deleted_at') continue
    properties[name] = readSchema(field, false, metadata)
  }
  return { type: 'object', required: ['id', 'version'], properties }
}

function valuesSchema(
  entity: EntityDefinition,
  access: Access,
  metadata: EffectiveMetadata,
  creating: boolean
): Schema {
  const properties: Record<string, Schema> = {}
  const required: string[] = []
  for (const [name, field] of Object.entries(entity.fields)) {
    const writable = access.field(entity.name, name) === 'write' && !field.readOnly
    if (field.removed || field.type === 'one_to_many' || field.type === 'autonumber') continue
    if (!writable) continue
    if (entity.systemManaged && !entity.editableFields?.includes(name)) continue
    properties[name] = writeSchema(field, metadata)
    if (creating && field.required && field.default === undefined) required.push(name)
  }
  if (access.depth(entity.name, 'assign') !== 'none') {
    properties.owner_id = { type: ['integer', 'null'] }
    properties.unit_id = { type: ['integer', 'null'] }
  }
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    ...(required.length > 0 ? { required } : {}),
  }
}

interface Operations {
  paths: OpenApiDocument['paths']
  schemas: Record<string, Schema>
}

function operation(
  entity: EntityDefinition,
  id: string,
  summary: string,
  responses: Schema,
  more: Schema = {}
): Schema {
  return {
    operationId: `${id}_${entity.name}`,
    summary,
    tags: [entity.name],
    ...more,
    responses: { ...responses, default: { $ref: '#/components/responses/Error' } },
  }
}

function reading(entity: EntityDefinition, into: Operations): void {
  const name = schemaName(entity.name)
  const base = `/api/records/${entity.name}`
  const { paths } = into
  const page = object({
    rows: { type: 'array', items: refer(name) },
    next: { type: ['string', 'null'] },
  })
  paths[`${base}/query`] = {
    post: operation(
      entity,
      'query',
      `Lists ${entity.labelPlural.en}`,
      { 200: answer('A page', page) },
      {
        requestBody: body(refer('Query')),
      }
    ),
  }
  paths[`${base}/count`] = {
    post: operation(
      entity,
      'count',
      `Counts ${entity.labelPlural.en}`,
      { 200: answer('How many', object({ count: { type: 'integer' } })) },
      { requestBody: body(refer('Query')) }
    ),
  }
  paths[`${base}/aggregate`] = {
    post: operation(
      entity,
      'aggregate',
      `Groups and sums ${entity.labelPlural.en}`,
      {
        200: answer('Groups', object({ rows: { type: 'array', items: refer('AggregateRow') } })),
      },
      { requestBody: body(refer('Aggregate')) }
    ),
  }
  const access = object({ update: { type: 'boolean' }, delete: { type: 'boolean' } })
  paths[`${base}/{id}`] = {
    get: operation(
      entity,
      'get',
      `Reads one ${entity.label.en}`,
      { 200: answer('The record', object({ record: refer(name), access })) },
      { parameters: [ID] }
    ),
  }
  paths[`/api/lookup/${entity.name}`] = {
    get: operation(
      entity,
      'lookup',
      `Finds ${entity.labelPlural.en} by words`,
      {
        200: answer(
          'What was found',
          object({ results: { type: 'array', items: { type: 'object' } } })
        ),
      },
      { parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }] }
    ),
  }
  for (const list of ['history', 'timeline']) {
    paths[`${base}/{id}/${list}`] = {
      get: operation(
        entity,
        list,
        `The ${list} of one ${entity.label.en}`,
        { 200: answer('Newest first', { type: 'object' }) },
        { parameters: [ID] }
      ),
    }
  }
}

function writing(
  entity: EntityDefinition,
  access: Access,
  metadata: EffectiveMetadata,
  into: Operations
): void {
  const { name } = entity
  const { paths, schemas } = into
  const base = `/api/records/${name}`
  const may = (privilege: 'create' | 'update' | 'delete') =>
    access.depth(name, privilege) !== 'none' &&
    (!entity.systemManaged || (privilege === 'update' && !!entity.editableFields?.length))
  const record = object({ record: refer(schemaName(name)) })
  if (may('create')) {
    const input = `${schemaName(name)}New`
    schemas[input] = valuesSchema(entity, access, metadata, true)
    paths[base] = {
      post: operation(
        entity,
        'create',
        `Creates one ${entity.label.en}`,
        { 201: answer('The new record', record) },
        { requestBody: body(object({ values: refer(input) })) }
      ),
    }
  }
  const one = (paths[`${base}/{id}`] ??= {})
  if (may('update')) {
    const input = `${schemaName(name)}Change`
    schemas[input] = valuesSchema(entity, access, metadata, false)
    one.patch = operation(
      entity,
      'update',
      `Changes one ${entity.label.en}`,
      { 200: answer('The record as it is now', record) },
      {
        parameters: [ID],
        requestBody: body(object({ version: { type: 'integer' }, values: refer(input) })),
      }
    )
  }
  if (may('delete')) {
    const version = { name: 'version', in: 'query', required: true, schema: { type: 'integer' } }
    one.delete = operation(
      entity,
      'delete',
      `Deletes one ${entity.label.en}`,
      { 204: { description: 'Deleted; it can be restored' } },
      { parameters: [ID, version] }
    )
  }
}

/** What an actor may do with records, as an OpenAPI 3.1 document. Entities out of reach are not in it. */
export function openApiDocument(
  metadata: EffectiveMetadata,
  access: Access,
  options: { version: string; url: string }
): OpenApiDocument {
  const into: Operations = { paths: {}, schemas: { ...FIXED_SCHEMAS } }
  const tags: OpenApiDocument['tags'] = []
  for (const entity of metadata.entity.values()) {
    if (entity.removed || access.depth(entity.name, 'read') === 'none') continue
    tags.push({ name: entity.name, description: entity.labelPlural.en })
    into.schemas[schemaName(entity.name)] = recordSchema(entity, access, metadata)
    reading(entity, into)
    writing(entity, access, metadata, into)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Peyvand',
      version: options.version,
      description: 'Records of every entity that you may reach, as the definitions are now.',
    },
    servers: [{ url: options.url }],
    security: [{ token: [] }],
    tags,
    paths: into.paths,
    components: {
      schemas: into.schemas,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: { Error: { description: 'A coded error', content: json(refer('Error')) } },
    },
  }
}
