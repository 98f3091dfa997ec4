import type { Json } from '#core/metadata/types'
import { Config } from '#core/workflow/actions/config'
import { question, sentence, structure, whole } from '#core/workflow/actions/questions'
import type { Secrets } from '#core/workflow/actions/secrets'
import type { Mailer } from '#core/workflow/actions/mailer'
import {
  E_HTTP_CALL_FAILED,
  E_HTTP_CALL_REFUSED,
  E_SMS_NOT_CONFIGURED,
  E_SMS_NUMBER,
} from '#core/workflow/errors'
import { BusinessError, type ActionDefinition } from '#core/workflow/types'

declare module '#core/workflow/types' {
  interface ActionConfigs {
    'http.call': {
      method?: string
      url: string
      headers?: Record<string, string>
      body?: Json
      timeout?: number
    }
    'mail.send': {
      to: string | string[]
      cc?: string
      subject: string
      text: string
      html?: string
    }
    'sms.send': { to: string; text: string }
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Method = (typeof METHODS)[number]

/** The product's one way out over HTTP, as actions use it. */
export interface HttpPort {
  send(
    sent: { url: string; method?: Method; headers: Record<string, string>; body?: string },
    options: { timeoutMs?: number; answerBytes?: number; signal?: AbortSignal }
  ): Promise<{
    failure: string | null
    status: number | null
    answer: string
    contentType: string | null
    code: string | null
  }>
}

/** Statuses that say: not now. */
const PASSING = new Set([408, 425, 429])
const REFUSED = new Set(['malformed', 'not_allowed', 'address_refused', 'redirect'])
const ANSWER_BYTES = 131_072

function answerOf(text: string, type: string | null): Json {
  if (!type?.includes('json')) return text
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

export interface OutsideParts {
  http: HttpPort
  secrets: Secrets
  mailer: Mailer
  setting: (name: string) => string | null
}

export function outsideActions(parts: OutsideParts): ActionDefinition[] {
  return [httpCall(parts), mail(parts), sms(parts)]
}

async function ask(
  http: HttpPort,
  sent: Parameters<HttpPort['send']>[0],
  options: Parameters<HttpPort['send']>[1]
): Promise<Json> {
  const outcome = await http.send(sent, { answerBytes: ANSWER_BYTES, ...options })
  const { failure, status, answer, contentType } = outcome
  const body = answerOf(answer, contentType)
  if (failure === null) return { status, body }
  if (REFUSED.has(failure)) {
    throw new E_HTTP_CALL_REFUSED({ address: URL.parse(sent.url)?.origin ?? '', reason: failure })
  }
  if (status !== null && status >= 400 && status < 500 && !PASSING.has(status)) {
    throw new BusinessError(`HTTP_${status}`, `answered with ${status}`, { status, body })
  }
  throw new E_HTTP_CALL_FAILED({ reason: outcome.code ?? failure, status })
}

/** Sent at least once, and always under the same `idempotency-key`: by it a receiver knows what it has seen. */
function httpCall({ http, secrets }: OutsideParts): ActionDefinition {
  const name = 'http.call'
  return {
    name,
    label: {
      en: 'Call a service (HTTP)',
      fa: 'فراخوانی سرویس (HTTP)',
      az: 'Xidmət çağırmaq (HTTP)',
    },
    icon: 'globe',
    group: 'integration',
    mode: 'job',
    form: {
      method: sentence({ en: 'Method', fa: 'روش', az: 'Metod' }),
      url: sentence({ en: 'Address', fa: 'نشانی', az: 'Ünvan' }, { required: true }),
      headers: structure(
        { en: 'Headers', fa: 'سرایندها', az: 'Başlıqlar' },
        {
          help: {
            en: '{secret:name} stands for a stored secret.',
            fa: '{secret:name} جای رمز ذخیره‌شده است.',
            az: '{secret:name} saxlanmış sirri bildirir.',
          },
        }
      ),
      body: structure({ en: 'Body', fa: 'بدنه', az: 'Gövdə' }),
      timeout: whole(
        {
          en: 'Wait at most (seconds)',
          fa: 'حداکثر انتظار (ثانیه)',
          az: 'Ən çox gözləmək (saniyə)',
        },
        { min: 1, max: 60 }
      ),
    },
    result: {
      status: { type: 'integer', label: { en: 'Status', fa: 'وضعیت', az: 'Status' } },
      body: { type: 'json', label: { en: 'Body', fa: 'بدنه', az: 'Gövdə' } },
    },
    check(config) {
      const method = new Config(name, config).raw('method')
      const literal = typeof method === 'string' && method !== '' && !method.startsWith('=')
      const wrong = literal && !METHODS.includes(method.toUpperCase() as Method)
      return wrong ? [{ path: 'method', code: 'E_UNKNOWN_CHOICE' }] : []
    },
    async run(config, { idempotencyKey, signal }) {
      const given = new Config(name, config)
      const url = given.text('url')
      const method = (given.optional('method') ?? 'GET').toUpperCase() as Method
      const headers: Record<string, string> = { 'idempotency-key': idempotencyKey }
      for (const [header, value] of Object.entries(given.object('headers'))) {
        headers[header.toLowerCase()] = await secrets.fill(String(value), url)
      }
      const raw = given.raw('body')
      const isText = typeof raw === 'string'
      if (raw !== null && !isText) headers['content-type'] ??= 'application/json'
      const body = raw === null || method === 'GET' ? undefined : isText ? raw : JSON.stringify(raw)
      const timeoutMs = Math.min(Math.max(1, given.integer('timeout', 20)), 60) * 1_000
      const sent = { url, method, headers, ...(body === undefined ? {} : { body }) }
      return ask(http, sent, { timeoutMs, signal })
    },
    simulate: () => ({ status: 200, body: null }),
  }
}

function mail({ mailer }: OutsideParts): ActionDefinition {
  const name = 'mail.send'
  return {
    name,
    label: { en: 'Send an e-mail', fa: 'فرستادن رایانامه', az: 'E-poçt göndərmək' },
    icon: 'mail',
    group: 'messages',
    mode: 'job',
    form: {
      to: sentence({ en: 'To', fa: 'به', az: 'Kimə' }, { required: true }),
      cc: sentence({ en: 'Copy', fa: 'رونوشت', az: 'Surət' }),
      subject: sentence({ en: 'Subject', fa: 'موضوع', az: 'Mövzu' }, { required: true }),
      text: sentence({ en: 'Text', fa: 'متن', az: 'Mətn' }, { required: true, long: true }),
      html: question({
        type: 'rich_text',
        label: { en: 'Formatted text', fa: 'متن قالب‌بندی‌شده', az: 'Formatlanmış mətn' },
      }),
    },
    async run(config, { idempotencyKey }) {
      const given = new Config(name, config)
      const html = given.optional('html')
      await mailer.send({
        to: given.list('to').map(String),
        cc: given.list('cc').map(String),
        subject: given.text('subject'),
        text: given.text('text'),
        ...(html === null ? {} : { html }),
        key: idempotencyKey,
      })
      return { sent: true }
    },
    simulate: () => ({ sent: true }),
  }
}

/** One message to one number, by the provider of the settings. */
function sms({ http, setting }: OutsideParts): ActionDefinition {
  const name = 'sms.send'
  return {
    name,
    label: { en: 'Send an SMS', fa: 'فرستادن پیامک', az: 'SMS göndərmək' },
    icon: 'message-square-text',
    group: 'messages',
    mode: 'job',
    form: {
      to: sentence({ en: 'Number', fa: 'شماره', az: 'Nömrə' }, { required: true }),
      text: sentence({ en: 'Text', fa: 'متن', az: 'Mətn' }, { required: true, long: true }),
    },
    async run(config, { idempotencyKey, signal }) {
      const given = new Config(name, config)
      const url = setting('sms_url') ?? ''
      if (url === '') throw new E_SMS_NOT_CONFIGURED()
      const number = given.text('to').replace(/[\s()-]/g, '')
      if (!/^\+?\d{5,15}$/.test(number)) throw new E_SMS_NUMBER({ number })
      const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
      const values: Record<string, string> = { to: number, text: given.text('text') }
      const body = (setting('sms_body') ?? '').replace(/\{(to|text)\}/g, (_all, key: string) =>
        inJson(values[key] ?? '')
      )
      const token = setting('sms_token')
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      }
      return ask(http, { url, method: 'POST', headers, body }, { timeoutMs: 20_000, signal })
    },
    simulate: () => ({ status: 200, body: null }),
  }
}
