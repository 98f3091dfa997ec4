import { evaluateFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'
import type { Notifications } from '#core/realtime/notifications'
import { asObject, Config } from '#core/workflow/actions/config'
import { question, sentence, structure } from '#core/workflow/actions/questions'
import { E_NOT_FOUND } from '#core/errors/errors'
import type { DecisionPort } from '#core/workflow/instances/engine_services'
import { BusinessError, type ActionDefinition } from '#core/workflow/types'
import type { Values } from '#core/workflow/kernel/types'

declare module '#core/workflow/types' {
  interface ActionConfigs {
    'script.feel': { expression: string; variables?: Values }
    'decision.evaluate': { decision: string; input?: Values }
    'process.start': { process: string; variables?: Values; entity?: string; id?: number }
    'notification.send': { to: number | number[]; text: string; link?: string }
  }
}

const INPUT = structure({ en: 'Input', fa: 'ورودی', az: 'Giriş' })

/** Works an expression out over what it is given, without anything else being reachable. */
const script: ActionDefinition = {
  name: 'script.feel',
  label: { en: 'Work out (FEEL)', fa: 'محاسبه (FEEL)', az: 'Hesablamaq (FEEL)' },
  icon: 'square-function',
  group: 'logic',
  mode: 'transaction',
  writes: false,
  form: {
    expression: sentence(
      { en: 'Expression', fa: 'عبارت', az: 'İfadə' },
      { required: true, long: true }
    ),
    variables: INPUT,
  },
  async run(config, { now }) {
    const given = new Config('script.feel', config)
    const context = given.object('variables')
    const { value, fault } = evaluateFeel(given.text('expression'), context, {
      now: now.toISOString(),
    })
    if (fault !== null) throw new BusinessError('E_FEEL', fault)
    return value
  },
  simulate(config) {
    const given = asObject(config)
    return evaluateFeel(String(given.expression ?? ''), asObject(given.variables)).value
  },
}

function decision(decisions: DecisionPort): ActionDefinition {
  return {
    name: 'decision.evaluate',
    label: { en: 'Decide by a table', fa: 'تصمیم با جدول', az: 'Cədvəllə qərar vermək' },
    icon: 'table-2',
    group: 'logic',
    mode: 'transaction',
    writes: false,
    form: {
      decision: sentence({ en: 'Decision', fa: 'تصمیم', az: 'Qərar' }, { required: true }),
      input: INPUT,
    },
    async run(config, { trx, now }) {
      const given = new Config('decision.evaluate', config)
      const name = given.text('decision')
      if (!trx) throw new Error('A decision is made in the step’s transaction')
      const answer = await decisions.evaluate(trx, name, given.object('input'), now.toISOString())
      if ('code' in answer) throw new BusinessError(answer.code, name, answer.params)
      return answer.result
    },
    simulate: () => null,
  }
}

const startProcess: ActionDefinition = {
  name: 'process.start',
  label: { en: 'Start a workflow', fa: 'آغاز گردش‌کار', az: 'İş axını başlatmaq' },
  icon: 'workflow',
  group: 'logic',
  mode: 'transaction',
  form: {
    process: sentence({ en: 'Process', fa: 'فرایند', az: 'Proses' }, { required: true }),
    variables: structure({ en: 'Variables', fa: 'متغیرها', az: 'Dəyişənlər' }),
    entity: sentence({ en: 'Kind of record', fa: 'نوع رکورد', az: 'Qeydin növü' }),
    id: sentence({ en: 'Record', fa: 'رکورد', az: 'Qeyd' }),
  },
  async run(config, context) {
    const given = new Config('process.start', config)
    const named = given.id('id') !== null || given.optional('entity') !== null
    const subject = named ? given.record(context.subject) : context.subject
    const process = given.text('process')
    const instance = await context.startProcess(process, given.object('variables'), subject)
    return { instance }
  },
  simulate: () => ({ instance: 1 }),
}

function notification(notifications: Notifications): ActionDefinition {
  return {
    name: 'notification.send',
    label: { en: 'Notify people', fa: 'آگاه کردن افراد', az: 'İnsanlara bildiriş' },
    icon: 'bell',
    group: 'people',
    mode: 'transaction',
    form: {
      to: sentence({ en: 'To', fa: 'به', az: 'Kimə' }, { required: true }),
      text: question({
        type: 'text',
        maxLength: 400,
        required: true,
        label: { en: 'Text', fa: 'متن', az: 'Mətn' },
      }),
      link: sentence({ en: 'Page', fa: 'صفحه', az: 'Səhifə' }),
    },
    async run(config, { trx, subject }) {
      const given = new Config('notification.send', config)
      if (!trx) throw new Error('A notification is written in the step’s transaction')
      const ids = given.list('to').map((one: Json) => Number(asObject(one).id ?? one))
      const users: { id: number }[] = await trx('users')
        .whereNull('deleted_at')
        .whereIn('id', ids.filter(Number.isSafeInteger))
        .select('id')
      if (users.length === 0) throw new E_NOT_FOUND({ what: 'user' })
      const text = given.text('text').slice(0, 400)
      const own = subject ? `/records/${subject.entity}/${subject.id}` : null
      const wanted = given.optional('link')
      /** Only pages of this product. */
      const link = wanted?.startsWith('/') && !wanted.startsWith('//') ? wanted : own
      for (const { id } of users) {
        await notifications.add(trx, {
          userId: id,
          kind: 'workflow_message',
          params: { text },
          link,
        })
      }
      return { sent: users.length }
    },
    simulate: () => ({ sent: 1 }),
  }
}

export function logicActions(parts: {
  decisions: DecisionPort
  notifications: Notifications
}): ActionDefinition[] {
  return [script, decision(parts.decisions), startProcess, notification(parts.notifications)]
}
