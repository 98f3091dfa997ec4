import type { HttpContext } from '@adonisjs/core/http'
import { parseRange } from '#core/files/byte_range'
import { E_FILE_RANGE } from '#core/files/errors'
import { contentDisposition } from '#core/files/file_name'
import type { Files, StoredFile } from '#core/files/files'
import { mayShowInline } from '#core/files/mime'

/**
 * Sends a stored file, whole or the asked range. Browsers may show pictures and sound; everything else is saved, so that no
 * file ever runs as a page of ours.
 *
 * @throws E_FILE_RANGE for a range behind the end
 */
export async function sendFile({ request, response }: HttpContext, files: Files, file: StoredFile) {
  const range = parseRange(request.header('range'), file.bytes)
  response.header('Accept-Ranges', 'bytes')
  response.header('X-Content-Type-Options', 'nosniff')
  response.header('Cache-Control', 'private, no-cache')
  response.header('ETag', `"${file.sha256}"`)
  if (range === 'unsatisfiable') {
    response.header('Content-Range', `bytes */${file.bytes}`)
    throw new E_FILE_RANGE({ bytes: file.bytes })
  }
  const kind = mayShowInline(file.mime) ? 'inline' : 'attachment'
  response.header('Content-Type', file.mime)
  response.header('Content-Disposition', contentDisposition(kind, file.name))
  response.header('Content-Security-Policy', `default-src 'none'; sandbox`)
  if (!range && request.header('if-none-match') === `"${file.sha256}"`) {
    response.status(304)
    return response.send('')
  }
  const { stream } = await files.open(file.id, range ?? undefined)
  const bytes = range ? range.end - range.start + 1 : file.bytes
  response.header('Content-Length', String(bytes))
  if (range) {
    response.status(206)
    response.header('Content-Range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  }
  return response.stream(stream)
}
