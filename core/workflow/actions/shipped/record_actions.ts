import type { Knex } from 'knex'
import type { Json } from '#core/metadata/types'
import type { Records } from '#core/records/records'
import type { Filter, RecordInput, Sort } from '#core/records/types'
import { Config } from '#core/workflow/actions/config'
import { sentence, structure, whole } from '#core/workflow/actions/questions'
import { STILL_WAITING, type ActionContext, type ActionDefinition } from '#core/workflow/types'

declare module '#core/workflow/types' {
  interface ActionConfigs {
    'record.create': { entity: string; values: RecordInput }
    'record.update': { entity?: string; id?: number; values: RecordInput }
    'record.assign': { entity?: string; id?: number; owner?: number; unit?: number }
    'record.find': {
      entity: string
      filter?: Filter
      sort?: Sort[]
      select?: string[]
      limit?: number
    }
    'record.wait': { entity?: string; id?: number; filter: Filter }
  }
}

const ENTITY = sentence(
  { en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' },
  {
    help: {
      en: 'Left out: the record that the workflow is about.',
      fa: 'خالی: رکوردی که گردش‌کار درباره آن است.',
      az: 'Boşdursa: iş axınının aid olduğu qeyd.',
    },
  }
)
const REQUIRED_ENTITY = sentence(
  { en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' },
  { required: true }
)
const RECORD = sentence({ en: 'Record', fa: 'رکورد', az: 'Qeyd' })
const VALUES = structure({ en: 'Values', fa: 'مقادیر', az: 'Dəyərlər' }, { required: true })
const FILTER = structure({ en: 'Conditions', fa: 'شرایط', az: 'Şərtlər' })

const inside = ({ trx }: ActionContext): Knex.Transaction => {
  if (!trx) throw new Error('A record action runs in the step’s transaction')
  return trx
}

/** Records are written and read by the record engine with the rights of whom the process runs as. */
export function recordActions(records: Records): ActionDefinition[] {
  const create: ActionDefinition = {
    name: 'record.create',
    label: { en: 'Create a record', fa: 'ساخت رکورد', az: 'Qeyd yaratmaq' },
    icon: 'file-plus-2',
    group: 'records',
    mode: 'transaction',
    form: { entity: REQUIRED_ENTITY, values: VALUES },
    async run(config, context) {
      const given = new Config('record.create', config)
      const entity = given.text('entity')
      const { actor, origin } = context
      const { id, version } = await records.create(actor, origin, entity, given.object('values'), {
        trx: inside(context),
      })
      return { entity, id, version }
    },
    simulate: (config) => ({
      entity: new Config('record.create', config).raw('entity'),
      id: 1,
      version: 1,
    }),
  }

  async function write(action: string, config: Json, values: RecordInput, context: ActionContext) {
    const { entity, id } = new Config(action, config).record(context.subject)
    const { actor, origin } = context
    const row = await records.update(actor, origin, entity, id, values, { trx: inside(context) })
    return { entity, id, version: row.version }
  }
  const update: ActionDefinition = {
    name: 'record.update',
    label: { en: 'Change a record', fa: 'تغییر رکورد', az: 'Qeydi dəyişmək' },
    icon: 'file-pen-line',
    group: 'records',
    mode: 'transaction',
    form: { entity: ENTITY, id: RECORD, values: VALUES },
    run: (config, context) =>
      write('record.update', config, new Config('record.update', config).object('values'), context),
    simulate: () => ({ version: 2 }),
  }
  const assign: ActionDefinition = {
    name: 'record.assign',
    label: { en: 'Assign a record', fa: 'واگذاری رکورد', az: 'Qeydi təyin etmək' },
    icon: 'user-round-check',
    group: 'records',
    mode: 'transaction',
    form: {
      entity: ENTITY,
      id: RECORD,
      owner: sentence({ en: 'Owner', fa: 'مالک', az: 'Sahib' }),
      unit: sentence({ en: 'Unit', fa: 'واحد', az: 'Bölmə' }),
    },
    run(config, context) {
      const given = new Config('record.assign', config)
      const [owner, unit] = [given.id('owner'), given.id('unit')]
      const values: RecordInput = {
        ...(owner === null ? {} : { owner_id: owner }),
        ...(unit === null ? {} : { unit_id: unit }),
      }
      return write('record.assign', config, values, context)
    },
    simulate: () => ({ version: 2 }),
  }
  return [create, update, assign, findRecords(records), waitForRecord(records)]
}

function findRecords(records: Records): ActionDefinition {
  return {
    name: 'record.find',
    label: { en: 'Find records', fa: 'یافتن رکوردها', az: 'Qeydləri tapmaq' },
    icon: 'search',
    group: 'records',
    mode: 'transaction',
    writes: false,
    form: {
      entity: REQUIRED_ENTITY,
      filter: FILTER,
      sort: structure({ en: 'Order', fa: 'ترتیب', az: 'Sıra' }),
      select: structure({ en: 'Fields', fa: 'فیلدها', az: 'Sahələr' }),
      limit: whole({ en: 'At most', fa: 'حداکثر', az: 'Ən çox' }, { min: 1, max: 200 }),
    },
    async run(config, context) {
      const given = new Config('record.find', config)
      const [filter, sort, select] = [given.raw('filter'), given.raw('sort'), given.list('select')]
      const { rows } = await records.query(
        context.actor,
        {
          entity: given.text('entity'),
          limit: Math.min(Math.max(1, given.integer('limit', 10)), 200),
          ...(filter === null ? {} : { filter: filter as Filter }),
          ...(sort === null ? {} : { sort: sort as unknown as Sort[] }),
          ...(select.length === 0 ? {} : { select: select.map(String) }),
        },
        { trx: inside(context) }
      )
      const found = rows.map((row) => ({ ...row }))
      return { count: found.length, first: found[0] ?? null, records: found }
    },
    simulate: () => ({ count: 0, first: null, records: [] }),
  }
}

/** Goes on when the record fits the conditions; it is looked at whenever it was changed. */
function waitForRecord(records: Records): ActionDefinition {
  const name = 'record.wait'
  return {
    name,
    label: { en: 'Wait for a record', fa: 'انتظار برای رکورد', az: 'Qeydi gözləmək' },
    icon: 'hourglass',
    group: 'records',
    mode: 'wait',
    writes: false,
    form: { entity: ENTITY, id: RECORD, filter: { ...FILTER } },
    watches(config) {
      const given = new Config(name, config)
      const [entity, id] = [given.optional('entity'), given.id('id')]
      return entity !== null && id !== null ? { entity, id } : null
    },
    async run(config, context) {
      const given = new Config(name, config)
      const { entity, id } = given.record(context.subject)
      const wanted = given.raw('filter') as unknown as Filter | null
      const own: Filter = { path: 'id', op: 'eq', value: id }
      const { rows } = await records.query(
        context.actor,
        { entity, filter: wanted ? { and: [own, wanted] } : own, limit: 1 },
        { trx: inside(context) }
      )
      const [row] = rows
      return row ? { ...row } : STILL_WAITING
    },
    simulate: () => ({ id: 1, version: 1 }),
  }
}
