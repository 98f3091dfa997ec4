import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { E_FILE_MISSING, E_FILE_TOO_LARGE } from '#core/files/errors'

/** Bytes that the parts of a form may take beside the file itself. */
const SLACK = 64 * 1024

/**
 * Hands the first file of a multipart form to `take` while it arrives; the form's other fields are in the request's body
 * afterwards. A body that announces more than `maxBytes` is refused before it is read.
 *
 * @throws E_FILE_TOO_LARGE, E_FILE_MISSING, and what `take` throws
 */
export async function receiveUpload<T>(
  { request }: HttpContext,
  maxBytes: number,
  take: (stream: Readable, file: { name: string; mime: string }) => Promise<T>
): Promise<T> {
  if (Number(request.header('content-length') ?? 0) > maxBytes + SLACK) {
    throw new E_FILE_TOO_LARGE({ limit: maxBytes })
  }
  if (!request.is(['multipart/form-data'])) throw new E_FILE_MISSING()
  let taken: { value: T } | null = null
  let failure: { error: unknown } | null = null
  request.multipart.onFile('*', { deferValidations: true }, async (part) => {
    if (taken || failure) {
      part.resume()
      return
    }
    try {
      const mime = String(part.headers['content-type'] ?? 'application/octet-stream')
      taken = { value: await take(part, { name: part.filename, mime }) }
    } catch (error) {
      failure = { error }
      /** Ends the parsing at once; what still arrives is thrown away. */
      request.multipart.abort(error)
    }
  })
  try {
    await request.multipart.process({ limit: maxBytes + SLACK })
  } catch (error) {
    throw (failure as { error: unknown } | null)?.error ?? error
  }
  const received = taken as { value: T } | null
  if (!received) throw new E_FILE_MISSING()
  return received.value
}
