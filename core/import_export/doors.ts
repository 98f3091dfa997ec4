/**
 * The doors of exports and imports, for the matrix that proves that none of them leaks. Importing this module registers them;
 * nothing of it runs in the product.
 */
import { Readable } from 'node:stream'
import app from '@adonisjs/core/services/app'
import { unzipSync } from 'fflate'
import { CodedError } from '#core/errors/coded_error'
import { Exports } from '#core/import_export/exports'
import { Imports } from '#core/import_export/imports'
import type { Actor } from '#core/security/types'
import { registerDoor, type Canary, type DoorKnock } from '#core/security/doors'

const ORIGIN = { address: null, channel: 'web' }
const LISTED = ['title', 'secret', 'amount'] as const

/** What came out, or the refusal as a reader would see it. */
async function outcome(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return JSON.stringify([error.code, error.params, error.details])
  }
}

async function exported(actor: Actor, query: { entity: string; select?: string[] }) {
  const exports = await app.container.make(Exports)
  const texts: string[] = []
  for (const values of ['labels', 'raw'] as const) {
    for await (const lines of await exports.csv(actor, ORIGIN, query, { values })) texts.push(lines)
  }
  return texts.join('')
}

registerDoor({
  name: 'exports.csv',
  shows: LISTED,
  async probe({ actor, entity }) {
    const texts = [await outcome(() => exported(actor, { entity }))]
    for (const field of LISTED) {
      texts.push(await outcome(() => exported(actor, { entity, select: [field] })))
    }
    return texts.join('\n')
  },
})

registerDoor({
  name: 'exports.xlsx',
  shows: LISTED,
  async probe({ actor, entity, related }) {
    const exports = await app.container.make(Exports)
    const workbook = async (query: { entity: string; select: string[] }) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of await exports.xlsx(actor, ORIGIN, query)) chunks.push(chunk)
      return Object.values(unzipSync(Buffer.concat(chunks)))
        .map((part) => Buffer.from(part).toString('utf8'))
        .join('\n')
    }
    const texts: string[] = []
    for (const field of LISTED) {
      texts.push(await outcome(() => workbook({ entity, select: [field] })))
      texts.push(
        await outcome(() => workbook({ entity: related, select: ['target', `target.${field}`] }))
      )
    }
    return texts.join('\n')
  },
})

registerDoor({
  name: 'exports.relation',
  shows: LISTED,
  async probe({ actor, related: entity }) {
    const texts: string[] = []
    for (const field of LISTED) {
      texts.push(await outcome(() => exported(actor, { entity, select: [`target.${field}`] })))
    }
    return texts.join('\n')
  },
})

registerDoor({
  name: 'http.exports.csv',
  shows: LISTED,
  async probe({ request, entity }) {
    const answers = await Promise.all([
      request('POST', `/api/records/${entity}/export`, { query: {}, format: 'csv' }),
      request('POST', `/api/records/${entity}/export`, { query: { select: [...LISTED] } }),
    ])
    return answers.map(({ text }) => text).join('\n')
  },
})

/** A file of one column with every value that the reader guesses. */
async function upload(actor: Actor, entity: string, texts: readonly string[]): Promise<number> {
  const imports = await app.container.make(Imports)
  const content = `Guess\n${texts.join('\n')}\n`
  const { record } = await imports.upload(actor, entity, Readable.from([Buffer.from(content)]), {
    name: 'guess.csv',
  })
  return record.id
}

/** Rows of a preview that found a record: what an import may be asked about the values of others. */
async function found(
  { actor, entity, canaries }: DoorKnock,
  target: string,
  mappingOf: (field: Canary['field']) => Parameters<Imports['configure']>[2]['fields'],
  key?: (field: Canary['field']) => string
): Promise<string> {
  const imports = await app.container.make(Imports)
  const confirmed: string[] = []
  for (const field of ['title', 'secret'] as const) {
    const texts = canaries.filter((canary) => canary.field === field).map(({ text }) => text)
    const refusal = await outcome(async () => {
      const id = await upload(actor, target === 'self' ? entity : target, texts)
      const options = key
        ? { mode: 'update' as const, key: key(field) }
        : { mode: 'create' as const }
      await imports.configure(actor, id, { fields: mappingOf(field) }, options)
      const rows = await imports.preview(actor, ORIGIN, id)
      for (const [index, row] of rows.entries()) {
        const text = texts[index]
        if (text !== undefined && row.action !== 'error') confirmed.push(text)
      }
      return ''
    })
    confirmed.push(refusal)
  }
  return confirmed.join('\n')
}

registerDoor({
  name: 'imports.lookup',
  shows: ['title'],
  probe: (knock) =>
    found(knock, knock.related, (field) => [
      { field: 'name', sources: [{ constant: 'guess' }] },
      { field: 'target', sources: [{ columns: ['Guess'], lookup: { by: field } }] },
    ]),
})

registerDoor({
  name: 'imports.update',
  shows: ['title'],
  probe: (knock) =>
    found(
      knock,
      'self',
      (field) => [{ field, sources: [{ columns: ['Guess'] }] }],
      (field) => field
    ),
})
