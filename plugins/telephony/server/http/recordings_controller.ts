import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { Recordings, type Sound } from '../recordings/recordings.js'

@inject()
export default class RecordingsController {
  constructor(protected recordings: Recordings) {}

  /** The sound for a player: `Range` is honoured, each play is audited once. */
  async show({ actor, origin, params, request, response }: HttpContext) {
    const range = request.header('range')
    const sound = await this.recordings.listen(actor, origin, Number(params.id), range)
    response.header('content-disposition', 'inline')
    return send(response, sound)
  }

  async download({ actor, origin, params, response }: HttpContext) {
    const sound = await this.recordings.download(actor, origin, Number(params.id))
    const name = encodeURIComponent(sound.fileName)
    response.header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    return send(response, sound)
  }

  async peaks({ actor, params, response }: HttpContext) {
    response.header('cache-control', 'private, max-age=3600')
    return this.recordings.peaks(actor, Number(params.id))
  }
}

function send(response: HttpContext['response'], sound: Sound) {
  const { range, bytes } = sound
  response.header('content-type', sound.mime)
  response.header('accept-ranges', 'bytes')
  response.header('cache-control', 'private, no-store')
  response.header('x-content-type-options', 'nosniff')
  if (range) {
    response.status(206)
    response.header('content-range', `bytes ${range.start}-${range.end}/${bytes}`)
  }
  response.header('content-length', String(range ? range.end - range.start + 1 : bytes))
  return response.stream(sound.stream)
}
