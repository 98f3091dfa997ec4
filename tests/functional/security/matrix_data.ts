import { Readable } from 'node:stream'
import app from '@adonisjs/core/services/app'
import { Files } from '#core/files/files'
import { Metadata } from '#core/metadata/metadata'
import {
  DEPTHS,
  type ClientChange,
  type Depth,
  type FieldAccessLevel,
  type Json,
} from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import type { Canary, CanaryField } from '#core/security/doors'
import { makeUser } from '#tests/support/people'

export const ENTITY = 'x_dossier'
export const RELATED = 'x_dossier_note'
export const TEMPLATE = 'x_dossier_card'
export const LEVELS: readonly FieldAccessLevel[] = ['none', 'masked', 'read', 'write']

export const roleName = (depth: Depth, level: FieldAccessLevel) => `x_matrix_${depth}_${level}`

const label = (text: string) => ({ en: text })
const ORIGIN = { address: null, channel: 'command' }

function entities(): ClientChange[] {
  const dossier = {
    name: ENTITY,
    label: label('Dossier'),
    labelPlural: label('Dossiers'),
    titleField: 'title',
    subtitleFields: ['secret'],
    fields: {
      title: { type: 'text', label: label('Title'), searchable: true },
      secret: { type: 'text', label: label('Secret'), searchable: true, indexed: true },
      amount: { type: 'integer', label: label('Amount') },
      document: { type: 'file', label: label('Document') },
      note: { type: 'text', label: label('Note') },
      happened_at: { type: 'datetime', label: label('Happened at') },
      host: { type: 'lookup', target: RELATED, label: label('Host') },
    },
    timeline: { at: 'happened_at', via: ['host'], kind: 'dossier' },
  }
  const note = {
    name: RELATED,
    label: label('Note'),
    labelPlural: label('Notes'),
    titleField: 'name',
    fields: {
      name: { type: 'text', label: label('Name'), searchable: true },
      happened_at: { type: 'datetime', label: label('Happened at') },
      target: { type: 'lookup', target: ENTITY, label: label('Dossier') },
      several: { type: 'many_to_many', target: ENTITY, label: label('Dossiers') },
    },
    timeline: { at: 'happened_at', via: ['target'], kind: 'note' },
  }
  const card = {
    name: TEMPLATE,
    entity: ENTITY,
    kind: 'print',
    label: label('Card'),
    html: { en: '<p>{{title}}|{{secret}}|{{value amount}}</p>' },
  }
  return [
    ...[dossier, note].map((value): ClientChange => ({
      kind: 'entity',
      name: value.name,
      path: [],
      value,
    })),
    { kind: 'template', name: TEMPLATE, path: [], value: card },
  ]
}

/** One role for each row scope and field access. */
function roles(): ClientChange[] {
  return DEPTHS.flatMap((depth) =>
    LEVELS.map((level): ClientChange => {
      const name = roleName(depth, level)
      const value: Json = {
        name,
        label: label(name),
        entities: {
          [ENTITY]: { read: depth, update: depth, export: depth, create: depth, import: depth },
          [RELATED]: Object.fromEntries(
            ['read', 'update', 'export', 'create', 'import', 'delete'].map((one) => [one, 'all'])
          ),
        },
        fields: { [ENTITY]: { secret: level, amount: level, document: level } },
        permissions: [],
      }
      return { kind: 'role', name, path: [], value }
    })
  )
}

export interface MatrixData {
  /** The reader whose roles change from cell to cell. */
  reader: number
  ids: number[]
  relatedIds: number[]
  canaries: Canary[]
  fileIds: Map<number, number>
  /** Ids of the records that a row scope lets see. */
  visible: Record<Depth, ReadonlySet<number>>
}

async function makeEverybody() {
  const records = await app.container.make(Records)
  const system = (await app.container.make(Actors)).system()
  const make = async (entity: string, values: Record<string, Json>) =>
    (await records.create(system, ORIGIN, entity, values)).id
  const unit = await make('unit', { name: 'Branch' })
  const below = await make('unit', { name: 'Desk', parent: unit })
  const elsewhere = await make('unit', { name: 'Other branch' })
  const team = await make('team', { name: 'Matrix team' })
  const person = async (at: number, teams: number[]) =>
    (await makeUser({ teams, values: { unit: at } })).id
  return {
    reader: await person(unit, [team]),
    colleague: { owner: await person(elsewhere, [team]), unit: elsewhere },
    neighbour: { owner: await person(unit, []), unit },
    subordinate: { owner: await person(below, []), unit: below },
    stranger: { owner: await person(elsewhere, []), unit: elsewhere },
    unit,
  }
}

/** A dossier whose values are canaries, each with a past that held them too. */
async function makeDossier(place: { owner: number; unit: number }, n: number) {
  const records = await app.container.make(Records)
  const files = await app.container.make(Files)
  const system = (await app.container.make(Actors)).system()
  const text = (field: CanaryField) => `canary${field}${n}qz${(n * 7919 + 104_729).toString(36)}`
  const amount = 730_000_000 + n * 1_234_567
  const host = await records.create(system, ORIGIN, RELATED, {
    name: `Note ${n}`,
    happened_at: '2026-01-01T00:00:00.000Z',
  })
  const file = await files.put(Readable.from([Buffer.from(text('document'))]), {
    name: `document${n}.txt`,
    maxBytes: 1_000,
    actor: { userId: 0 },
  })
  const dossier = await records.create(system, ORIGIN, ENTITY, {
    title: `${text('title')} before`,
    secret: `${text('secret')} before`,
    amount: amount - 1,
    document: file.id,
    happened_at: '2026-01-02T00:00:00.000Z',
    host: host.id,
    owner_id: place.owner,
    unit_id: place.unit,
  })
  const now = { title: text('title'), secret: text('secret'), amount }
  await records.update(system, ORIGIN, ENTITY, dossier.id, now)
  await records.update(system, ORIGIN, RELATED, host.id, {
    target: dossier.id,
    several: [dossier.id],
  })
  const canary = (field: CanaryField, value: string): Canary => ({
    recordId: dossier.id,
    field,
    text: value,
  })
  return {
    id: dossier.id,
    relatedId: host.id,
    fileId: file.id,
    canaries: [
      canary('title', now.title),
      canary('secret', now.secret),
      canary('amount', String(amount)),
      canary('document', text('document')),
    ],
  }
}

export async function makeMatrixData(): Promise<MatrixData> {
  const metadata = await app.container.make(Metadata)
  const system = (await app.container.make(Actors)).system()
  await metadata.change(system, ORIGIN, [...entities(), ...roles()])
  const people = await makeEverybody()
  const places = {
    own: { owner: people.reader, unit: people.unit },
    colleague: people.colleague,
    neighbour: people.neighbour,
    subordinate: people.subordinate,
    stranger: people.stranger,
  }
  const dossiers = new Map<string, Awaited<ReturnType<typeof makeDossier>>>()
  for (const [n, [name, place]] of Object.entries(places).entries()) {
    dossiers.set(name, await makeDossier(place, n + 1))
  }
  const ids = (...names: (keyof typeof places)[]) =>
    new Set(names.map((name) => dossiers.get(name)?.id ?? 0))
  const all = [...dossiers.values()]
  return {
    reader: people.reader,
    ids: all.map(({ id }) => id),
    relatedIds: all.map(({ relatedId }) => relatedId),
    canaries: all.flatMap(({ canaries }) => canaries),
    fileIds: new Map(all.map(({ id, fileId }) => [id, fileId])),
    visible: {
      none: ids(),
      own: ids('own'),
      team: ids('own', 'colleague'),
      unit: ids('own', 'colleague', 'neighbour', 'subordinate'),
      all: ids('own', 'colleague', 'neighbour', 'subordinate', 'stranger'),
    },
  }
}
