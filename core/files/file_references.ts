import { E_VALIDATION } from '#core/errors/errors'
import type { ErrorDetail } from '#core/errors/coded_error'
import type { FileAccess } from '#core/files/file_access'
import type { Files } from '#core/files/files'
import { accepts } from '#core/files/mime'
import { IMAGE_TYPES } from '#core/metadata/field_types/image_type'
import type { EffectiveMetadata, FieldOf } from '#core/metadata/types'
import type { RecordHooks, WriteEvent } from '#core/records/hooks'

/**
 * A record may refer only to a file that the writer may open: else whoever guesses an id could make it readable. The bounds
 * of the field are those of the upload, checked again here.
 */
export function fileReferences(
  files: Files,
  access: () => Promise<FileAccess>,
  metadata: () => EffectiveMetadata
): RecordHooks {
  async function issueOf(
    event: WriteEvent,
    name: string,
    field: FieldOf<'file' | 'image'>
  ): Promise<ErrorDetail | null> {
    const id = event.after[name]
    if (typeof id !== 'number') return null
    const [file] = await files.findMany([id], event.trx)
    if (!file) return { path: name, code: 'E_UNKNOWN_FILE' }
    if (field.maxBytes !== undefined && file.bytes > field.maxBytes) {
      return { path: name, code: 'E_FILE_TOO_LARGE', params: { limit: field.maxBytes } }
    }
    const wanted = field.type === 'image' ? IMAGE_TYPES : (field.accept ?? [])
    if (!accepts([...wanted], file.mime)) {
      return { path: name, code: 'E_FILE_TYPE', params: { mime: file.mime } }
    }
    if (file.ownerId === event.actor.userId || event.actor.kind === 'system') return null
    const service = await access()
    return service.check(event.actor, id).then(
      () => null,
      () => ({ path: name, code: 'E_UNKNOWN_FILE' })
    )
  }

  return {
    entity: '*',
    async beforeSave(event) {
      const definition = metadata().entity.get(event.entity)
      if (!definition || event.operation === 'delete') return
      const issues: ErrorDetail[] = []
      for (const name of event.changed) {
        const field = definition.fields[name]
        if (field?.type !== 'file' && field?.type !== 'image') continue
        const issue = await issueOf(event, name, field)
        if (issue) issues.push(issue)
      }
      if (issues.length > 0) throw new E_VALIDATION({}, issues)
    },
  }
}
