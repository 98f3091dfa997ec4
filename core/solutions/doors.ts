/** The door of reference records in packages, for the matrix that proves that it does not leak. */
import app from '@adonisjs/core/services/app'
import { CodedError } from '#core/errors/coded_error'
import { FieldTypes } from '#core/metadata/field_types/registry'
import { Metadata } from '#core/metadata/metadata'
import type { EffectiveMetadata } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { registerDoor } from '#core/security/doors'
import { ReferenceRecords } from '#core/solutions/reference_records'
import { toJson } from '#core/solutions/kernel/tree'

/** The probed entity has no unique field; for the probe its title is one. */
function withKey(metadata: EffectiveMetadata, name: string): EffectiveMetadata {
  const entity = metadata.entity.get(name)
  const title = entity?.fields.title
  if (!entity || !title) return metadata
  const keyed = { ...entity, fields: { ...entity.fields, title: { ...title, unique: true } } }
  return { ...metadata, entity: new Map(metadata.entity).set(name, keyed) }
}

registerDoor({
  name: 'solutions.reference_records',
  shows: ['title', 'secret', 'amount'],
  async probe({ actor, entity, canaries }) {
    const metadata = await app.container.make(Metadata)
    const reference = new ReferenceRecords(
      await app.container.make(Records),
      await app.container.make(FieldTypes),
      () => withKey(metadata.current(), entity)
    )
    const keys = canaries.filter(({ field }) => field === 'title').map(({ text }) => text)
    try {
      const found = [
        ...(await reference.select(actor, { entity })),
        ...(await reference.select(actor, { entity, keys })),
      ]
      return JSON.stringify(found.map(({ tree }) => toJson(tree)))
    } catch (error) {
      if (!(error instanceof CodedError)) throw error
      return JSON.stringify([error.code, error.params, error.details])
    }
  },
})
