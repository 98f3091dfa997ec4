import type { Depth, Privilege, RoleDefinition } from '#core/metadata/types'
import { text } from './choices.js'

type Grants = Partial<Record<Privilege, Depth>>

const PARTS = [
  'call_leg',
  'call_attempt',
  'call_transfer',
  'recording',
  'survey_mark',
  'agent_session',
  'agent_pause',
]
const PLACES = ['site', 'queue', 'extension']

function grants(call: Grants, parts: Grants, places: Grants): Record<string, Grants> {
  return Object.fromEntries([
    ['call', call],
    ...PARTS.map((name) => [name, parts]),
    ...PLACES.map((name) => [name, places]),
  ])
}

/** What telephony adds to the base roles of the core; the platform unites roles of the same name. */
export const roles: RoleDefinition[] = [
  {
    name: 'agent',
    label: text('Agent', 'کارشناس', 'Operator'),
    entities: grants({ read: 'own', update: 'own' }, { read: 'own' }, { read: 'all' }),
    permissions: ['telephony.convert'],
  },
  {
    name: 'supervisor',
    label: text('Supervisor', 'سرپرست', 'Supervayzer'),
    entities: grants(
      { read: 'unit', update: 'unit', export: 'unit' },
      { read: 'unit', export: 'unit' },
      { read: 'all' }
    ),
    permissions: ['telephony.listen', 'telephony.figures', 'telephony.convert'],
  },
  {
    name: 'evaluator',
    label: text('Evaluator', 'ارزیاب', 'Qiymətləndirici'),
    entities: grants({ read: 'unit' }, { read: 'unit' }, { read: 'all' }),
    permissions: ['telephony.listen'],
  },
  {
    name: 'consultant',
    label: text('Consultant', 'مشاور', 'Məsləhətçi'),
    entities: grants({}, {}, { create: 'all', read: 'all', update: 'all' }),
    permissions: ['telephony.sites'],
  },
]
