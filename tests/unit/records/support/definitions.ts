import type {
  ChoiceListDefinition,
  EffectiveMetadata,
  EntityDefinition,
  FieldDefinition,
} from '#core/metadata/types'

const label = (en: string) => ({ en })

function entity(
  name: string,
  titleField: string,
  fields: Record<string, FieldDefinition>,
  more: Partial<EntityDefinition> = {}
): EntityDefinition {
  return { name, label: label(name), labelPlural: label(`${name}s`), titleField, fields, ...more }
}

/** A small bank: people, their tickets, notes about either; with every kind of field a query can meet. */
export function bankEntities(): EntityDefinition[] {
  return [
    entity(
      'user',
      'name',
      {
        name: { type: 'text', label: label('Name'), searchable: true },
      },
      { table: 'users' }
    ),
    entity('unit', 'name', { name: { type: 'text', label: label('Name') } }, { table: 'units' }),
    entity('city', 'name', {
      name: { type: 'text', label: label('Name'), indexed: true },
      region: { type: 'text', label: label('Region') },
    }),
    entity(
      'person',
      'name',
      {
        name: {
          type: 'text',
          label: label('Name'),
          searchable: true,
          indexed: true,
          required: true,
        },
        nickname: { type: 'text', label: label('Nickname') },
        phone: { type: 'phone', label: label('Phone'), searchable: true },
        email: { type: 'email', label: label('E-mail'), unique: true },
        national_id: { type: 'text', label: label('National ID'), sensitive: true },
        salary: { type: 'money', currency: 'USD', label: label('Salary') },
        active: { type: 'boolean', label: label('Active'), default: true },
        birth: { type: 'date', label: label('Birth'), indexed: true },
        city: { type: 'lookup', target: 'city', label: label('City') },
        tickets: {
          type: 'one_to_many',
          target: 'ticket',
          inverse: 'customer',
          label: label('Tickets'),
        },
      },
      { subtitleFields: ['phone'] }
    ),
    entity(
      'ticket',
      'title',
      {
        code: {
          type: 'autonumber',
          format: 'T{yy}-{seq:4}',
          label: label('Code'),
          unique: true,
          searchable: true,
        },
        title: { type: 'text', label: label('Title'), required: true, searchable: true },
        status: {
          type: 'choice',
          choices: 'ticket_status',
          label: label('Status'),
          default: 'new',
          required: true,
          indexed: true,
        },
        priority: { type: 'integer', label: label('Priority'), min: 0, max: 9 },
        cost: { type: 'decimal', scale: 3, label: label('Cost') },
        spent: { type: 'duration', label: label('Spent') },
        opened_at: { type: 'datetime', label: label('Opened'), indexed: true },
        customer: { type: 'lookup', target: 'person', label: label('Customer') },
        watcher: {
          type: 'lookup',
          target: 'person',
          onDelete: 'set_null',
          label: label('Watcher'),
        },
        body: { type: 'long_text', label: label('Body') },
      },
      {
        summaries: { by_status: { by: ['status'] }, by_customer: { by: ['customer', 'status'] } },
        timeline: { at: 'opened_at', via: ['customer'], kind: 'ticket' },
        indexes: {
          by_status: { fields: ['status', 'opened_at'] },
          by_owner: { fields: ['owner_id', 'opened_at'] },
        },
      }
    ),
    entity(
      'note',
      'text',
      {
        text: { type: 'text', label: label('Text'), searchable: true },
        about: { type: 'regarding', targets: ['person', 'ticket'], label: label('About') },
      },
      { timeline: { at: 'created_at', via: ['about'], kind: 'note' } }
    ),
    entity(
      'call',
      'number',
      {
        number: { type: 'text', label: label('Number') },
        remark: { type: 'text', label: label('Remark') },
      },
      { systemManaged: true, editableFields: ['remark'] }
    ),
  ]
}

export const STATUSES = ['new', 'open', 'pending', 'resolved', 'closed'] as const

const statusList: ChoiceListDefinition = {
  name: 'ticket_status',
  label: label('Status'),
  options: Object.fromEntries(STATUSES.map((name) => [name, { label: label(name) }])),
}

export function metadataOf(entities: EntityDefinition[], version = '1'): EffectiveMetadata {
  return {
    version,
    entity: new Map(entities.map((item) => [item.name, item])),
    choice_list: new Map([['ticket_status', statusList]]),
    view: new Map(),
    form: new Map(),
    role: new Map(),
    template: new Map(),
    duplicate_rule: new Map(),
  }
}
