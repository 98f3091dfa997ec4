/** Schemas of the API that do not depend on metadata. Pure data. */
import { BOUNDS } from '#core/records/query/parse'
import { OPERATORS } from '#core/records/types'

const filter = { $ref: '#/components/schemas/Filter' }
const path = {
  type: 'string',
  description: 'A field, or look-ups joined by dots that end in a field: `customer.city.name`.',
}

export const FIXED_SCHEMAS = {
  Reference: {
    type: 'object',
    required: ['id', 'label'],
    properties: {
      id: { type: 'integer' },
      label: {
        type: ['string', 'null'],
        description: 'Null where the reader may not read the other record.',
      },
      entity: {
        type: 'string',
        description: 'Only where the field may point to several entities.',
      },
    },
  },
  Filter: {
    oneOf: [
      { type: 'object', required: ['and'], properties: { and: { type: 'array', items: filter } } },
      { type: 'object', required: ['or'], properties: { or: { type: 'array', items: filter } } },
      { type: 'object', required: ['not'], properties: { not: filter } },
      {
        type: 'object',
        required: ['path', 'op'],
        properties: {
          path,
          op: { type: 'string', enum: [...OPERATORS] },
          value: { description: 'As the field is written; a list for `in`, two for `between`.' },
        },
      },
      { type: 'object', required: ['path', 'some'], properties: { path, some: filter } },
      { type: 'object', required: ['path', 'none'], properties: { path, none: filter } },
    ],
  },
  Sort: {
    type: 'object',
    required: ['path'],
    properties: { path, direction: { type: 'string', enum: ['asc', 'desc'] } },
  },
  Query: {
    type: 'object',
    properties: {
      select: { type: 'array', items: path, maxItems: BOUNDS.select },
      filter,
      search: { type: 'string', maxLength: BOUNDS.searchLength },
      sort: {
        type: 'array',
        items: { $ref: '#/components/schemas/Sort' },
        maxItems: BOUNDS.sort,
      },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: BOUNDS.limit,
        default: BOUNDS.defaultLimit,
      },
      after: { type: 'string', description: 'The `next` of a former page.' },
      deleted: { type: 'string', enum: ['exclude', 'only', 'include'], default: 'exclude' },
    },
  },
  Aggregate: {
    type: 'object',
    required: ['aggregates'],
    properties: {
      filter,
      search: { type: 'string' },
      group: {
        type: 'array',
        maxItems: BOUNDS.groups,
        items: {
          type: 'object',
          required: ['path'],
          properties: {
            path,
            by: { type: 'string', enum: ['hour', 'day', 'week', 'month', 'year'] },
          },
        },
      },
      aggregates: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          required: ['fn'],
          properties: {
            fn: { type: 'string', enum: ['count', 'sum', 'min', 'max', 'avg', 'count_distinct'] },
            path,
          },
        },
      },
      limit: { type: 'integer', minimum: 1, maximum: BOUNDS.groupLimit },
    },
  },
  AggregateRow: {
    type: 'object',
    required: ['keys', 'values'],
    properties: { keys: { type: 'object' }, values: { type: 'object' } },
  },
  Error: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          params: { type: 'object' },
          details: {
            type: 'array',
            items: {
              type: 'object',
              required: ['path', 'code', 'message'],
              properties: {
                path: { type: 'string' },
                code: { type: 'string' },
                message: { type: 'string' },
              },
            },
          },
          request_id: { type: 'string' },
        },
      },
    },
  },
} as const
