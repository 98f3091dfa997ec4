import { E_MAIL_ADDRESS, E_MAIL_FAILED, E_MAIL_NOT_CONFIGURED } from '#core/workflow/errors'

export interface Mail {
  to: readonly string[]
  cc: readonly string[]
  subject: string
  text: string
  html?: string
  /** Becomes the message's id: by it a mailbox knows a mail that was sent twice. */
  key: string
}

export interface MailSettings {
  host: string
  port: number
  security: 'starttls' | 'tls' | 'none'
  user: string
  password: string | null
  from: string
}

const ADDRESS = /^(?:[^<>\r\n]{1,120}<)?[^\s@<>,;]{1,64}@[^\s@<>,;]{1,250}>?$/

/** Sends e-mail over SMTP, by the settings as they are at that moment. */
export class Mailer {
  readonly #settings: () => MailSettings

  constructor(settings: () => MailSettings) {
    this.#settings = settings
  }

  /** @throws E_MAIL_NOT_CONFIGURED, E_MAIL_ADDRESS, E_MAIL_FAILED */
  async send({ to, cc, subject, text, html, key }: Mail): Promise<void> {
    const settings = this.#settings()
    if (settings.host === '' || settings.from === '') throw new E_MAIL_NOT_CONFIGURED()
    const wrong = [...to, ...cc].find((address) => !ADDRESS.test(address))
    if (wrong !== undefined || to.length === 0) throw new E_MAIL_ADDRESS({ address: wrong ?? '' })
    const { host, port, security, user, password, from } = settings
    /** Loaded with the first mail: most processes send none. */
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(user === '' ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: 15_000,
      greetingTimeout: 15_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      await transport.sendMail({
        from,
        to: [...to],
        cc: [...cc],
        subject: subject.replace(/[\r\n]+/g, ' '),
        text,
        ...(html === undefined ? {} : { html }),
        messageId: `<${key}@${from.split('@').pop()?.replace('>', '') ?? 'localhost'}>`,
      })
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
      throw new E_MAIL_FAILED({ reason }, [], { cause: error })
    } finally {
      transport.close()
    }
  }
}
