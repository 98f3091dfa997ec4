import type { FormDefinition } from '#core/metadata/types'
import { client } from './client.js'

export interface FormVersionInfo {
  number: number
  at: string
  /** Null: a release of the product brought it. */
  by: { id: number; name: string } | null
  action: string
  note: string | null
}
export interface FormVersion extends FormVersionInfo {
  definition: FormDefinition
}

const path = (form: string) => `/api/design/forms/${encodeURIComponent(form)}/versions`

/** What a form was: every version that was in effect. */
export const formVersionsApi = {
  /** Newest first; `before` goes on from a number. */
  list: (form: string, before: number | null = null) =>
    client
      .get<{
        versions: FormVersionInfo[]
      }>(`${path(form)}${before === null ? '' : `?before=${before}`}`)
      .then((body) => body.versions),
  read: (form: string, number: number) =>
    client.get<{ version: FormVersion }>(`${path(form)}/${number}`).then((body) => body.version),
  restore: (form: string, number: number, revision: string) =>
    client.post<{ version: string }>(`${path(form)}/${number}/restore`, { revision }),
}
