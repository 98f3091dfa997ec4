import { LANGUAGES, type LocalizedText } from '#core/metadata/types'
import type { Filter } from '#core/records/types'
import type { ReadableEntity } from '../../api/types.js'
import type { Webhook, WebhookEvent, WebhookInput } from '../../api/webhooks.js'
import { pathOptions, type PathOption } from '../../list/path_options.js'
import { resolvePath } from '../../list/paths.js'

/** A webhook while it is edited: texts may be empty, the address is in two parts. Pure. */
export interface WebhookDraft {
  name: string
  label: { en: string; fa: string; az: string }
  entity: string
  events: WebhookEvent[]
  filter: Filter | null
  fields: string[]
  origin: string
  path: string
  pauseAfter: number
  keepDays: number
  runAs: number | null
}

export function newDraft(runAs: number | null): WebhookDraft {
  return {
    name: '',
    label: { en: '', fa: '', az: '' },
    entity: '',
    events: ['created', 'updated'],
    filter: null,
    fields: [],
    origin: '',
    path: '/',
    pauseAfter: 50,
    keepDays: 30,
    runAs,
  }
}

export function draftOf(webhook: Webhook): WebhookDraft {
  const { en, fa = '', az = '' } = webhook.label
  const url = URL.parse(webhook.url)
  const { entity, events, fields, pauseAfter, keepDays, runAs } = webhook
  return {
    name: webhook.name.replace(/^x_/, ''),
    label: { en, fa, az },
    entity,
    events: [...events],
    filter: webhook.filter ?? null,
    fields: [...fields],
    origin: url?.origin ?? '',
    path: url ? `${url.pathname}${url.search}` : webhook.url,
    pauseAfter,
    keepDays,
    runAs,
  }
}

export function inputOf(draft: WebhookDraft): WebhookInput {
  const { entity, events, fields, filter, pauseAfter, keepDays, runAs } = draft
  const texts = LANGUAGES.flatMap((language) => {
    const text = draft.label[language].trim()
    return text ? [[language, text] as const] : []
  })
  return {
    label: Object.fromEntries(texts) as unknown as LocalizedText,
    entity,
    events: [...events],
    fields: [...fields],
    filter,
    url: `${draft.origin}/${draft.path.replace(/^\/+/, '')}`,
    pauseAfter,
    keepDays,
    runAs,
  }
}

export const sameDraft = (a: WebhookDraft, b: WebhookDraft): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** A name for what somebody calls it: what is left of its English label, or nothing. */
export const nameFor = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)

/** Fields that can be sent: those that the maker reads in full, of the record and of what it links to. */
export function sendableFields(
  entities: Record<string, ReadableEntity>,
  entity: string,
  label: (text: LocalizedText) => string
): PathOption[] {
  return pathOptions(entities, entity, label).filter(({ value }) => {
    if (value === 'id') return false
    const steps = value.split('.').map((_, at, all) => all.slice(0, at + 1).join('.'))
    return steps.every((path) => {
      const access = resolvePath(entities, entity, path)?.field.access
      return access === 'read' || access === 'write'
    })
  })
}
