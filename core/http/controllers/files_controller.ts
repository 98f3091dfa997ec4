import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import { FileAccess } from '#core/files/file_access'
import { Files, type StoredFile } from '#core/files/files'
import { sendFile } from '#core/files/send_file'
import { receiveUpload } from '#core/files/upload'

/** 100 MiB; a field's own bound is checked when a record refers to the file. */
const MAX_BYTES = 100 * 1024 ** 2

const view = ({ id, name, bytes, mime }: StoredFile) => ({ id, name, bytes, mime })

/** Attachments. */
@inject()
export default class FilesController {
  constructor(
    protected files: Files,
    protected access: FileAccess
  ) {}

  async store(ctx: HttpContext) {
    const { actor } = ctx
    const file = await receiveUpload(ctx, MAX_BYTES, (stream, { name, mime }) =>
      this.files.put(stream, { name, mime, maxBytes: MAX_BYTES, actor })
    )
    ctx.response.status(201)
    return { file: view(file) }
  }

  async show(ctx: HttpContext) {
    const file = await this.access.check(ctx.actor, Number(ctx.params.id))
    return sendFile(ctx, this.files, file)
  }
}
