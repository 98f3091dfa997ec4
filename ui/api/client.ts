import { DEFINITIONS_HEADER, type Json } from '#core/metadata/types'
import { ApiError } from './api_error.js'
import type { ErrorBody } from './types.js'

export interface RequestOptions {
  signal?: AbortSignal
  headers?: Record<string, string>
  /** A 401 answer is the caller's business and does not end the session (sign-in itself). */
  quiet401?: boolean
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** Called when an answer says that nobody is signed in any more. Set once by the session store. */
let onSignedOut: () => void = () => undefined
/** Called after each request with whether the host answered. Set once by the network store. */
let onReach: (reached: boolean) => void = () => undefined
/** Called with the version of the definitions that an answer was made with. Set once by the metadata store. */
let onDefinitions: (version: string) => void = () => undefined
let csrfToken: string | null = null
let language = 'en'

export function configureClient(hooks: {
  signedOut?: () => void
  reach?: (reached: boolean) => void
  definitions?: (version: string) => void
}): void {
  onSignedOut = hooks.signedOut ?? onSignedOut
  onReach = hooks.reach ?? onReach
  onDefinitions = hooks.definitions ?? onDefinitions
}
/** The token that the server binds to this session; sent on every write. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}
/** The language of texts that the host sends; once somebody is signed in, that of the account counts. */
export function setClientLanguage(next: string): void {
  language = next
}
export const writeHeaders = (): Record<string, string> =>
  csrfToken ? { 'X-CSRF-Token': csrfToken } : {}

async function send(
  method: Method,
  path: string,
  body: BodyInit | undefined,
  headers: Record<string, string>,
  options: RequestOptions
): Promise<Response> {
  try {
    const response = await fetch(path, {
      method,
      body: body ?? null,
      credentials: 'same-origin',
      headers: {
        'Accept': 'application/json',
        'Accept-Language': language,
        ...(method === 'GET' ? {} : writeHeaders()),
        ...headers,
        ...options.headers,
      },
      signal: options.signal ?? null,
    })
    onReach(true)
    const definitions = response.headers.get(DEFINITIONS_HEADER)
    if (definitions !== null) onDefinitions(definitions)
    return response
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    onReach(false)
    throw new ApiError(0, { code: 'E_OFFLINE', message: 'The server cannot be reached' })
  }
}

/** The error an answer carries; answers that are not ours (a proxy's page) become `E_HTTP_<status>`. */
async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text()
  try {
    const body = JSON.parse(text) as Partial<ErrorBody>
    if (body.error?.code) return new ApiError(response.status, body.error)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  return new ApiError(response.status, {
    code: `E_HTTP_${response.status}`,
    message: response.statusText || `HTTP ${response.status}`,
  })
}

async function check(response: Response, options: RequestOptions): Promise<Response> {
  if (response.ok || response.status === 304) return response
  const error = await errorOf(response)
  if (error.status === 401 && !options.quiet401) onSignedOut()
  throw error
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

async function json<T>(
  method: Method,
  path: string,
  body: object | undefined,
  options: RequestOptions
): Promise<T> {
  const headers: Record<string, string> = body ? { 'Content-Type': 'application/json' } : {}
  const response = await send(method, path, body && JSON.stringify(body), headers, options)
  return answer<T>(await check(response, options))
}

/**
 * The only place of the browser application that talks to the host. Every method resolves with the parsed answer or rejects
 * with an `ApiError`.
 */
export const client = {
  get: <T>(path: string, options: RequestOptions = {}) => json<T>('GET', path, undefined, options),
  post: <T>(path: string, body: object = {}, options: RequestOptions = {}) =>
    json<T>('POST', path, body, options),
  patch: <T>(path: string, body: object, options: RequestOptions = {}) =>
    json<T>('PATCH', path, body, options),
  put: <T>(path: string, body: object, options: RequestOptions = {}) =>
    json<T>('PUT', path, body, options),
  delete: <T>(path: string, options: RequestOptions = {}) =>
    json<T>('DELETE', path, undefined, options),

  /** A GET whose raw answer matters (ETag, ranges, streams). */
  async raw(path: string, options: RequestOptions = {}): Promise<Response> {
    return check(await send('GET', path, undefined, {}, options), options)
  },

  /** A POST whose answer is a file. */
  async download(path: string, body: object, options: RequestOptions = {}): Promise<Blob> {
    const headers = { 'Content-Type': 'application/json', 'Accept': '*/*' }
    const response = await send('POST', path, JSON.stringify(body), headers, options)
    return (await check(response, options)).blob()
  },

  /** Sends a form with files, telling how many bytes have gone (fetch cannot tell). */
  upload<T>(
    path: string,
    form: FormData,
    onProgress: (sent: number, total: number) => void = () => undefined,
    signal?: AbortSignal
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', path)
      request.setRequestHeader('Accept', 'application/json')
      for (const [name, value] of Object.entries(writeHeaders()))
        request.setRequestHeader(name, value)
      request.upload.onprogress = (event) => onProgress(event.loaded, event.total)
      request.onerror = () => {
        onReach(false)
        reject(new ApiError(0, { code: 'E_OFFLINE', message: 'The server cannot be reached' }))
      }
      request.onabort = () => reject(new DOMException('Aborted', 'AbortError'))
      request.onload = () => {
        const response = new Response(request.responseText, { status: request.status })
        check(response, {})
          .then((checked) => answer<T>(checked))
          .then(resolve, reject)
      }
      signal?.addEventListener('abort', () => request.abort())
      request.send(form)
    })
  },
}

/** Builds a query string from what is set; empty values are left out. */
export function queryString(params: Record<string, Json | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null || value === '') continue
    search.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}
