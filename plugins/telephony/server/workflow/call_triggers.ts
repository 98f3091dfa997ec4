import type { FieldDefinition, Json, LocalizedText } from '#core/metadata/types'
import { question, sentence } from '#core/workflow/actions/questions'
import { addDuration } from '#core/workflow/kernel/time'
import type { Values } from '#core/workflow/kernel/types'
import type { TriggerDefinition } from '#core/workflow/types'

export const CALL_MISSED = 'telephony.call_missed'
export const CALL_ENDED = 'telephony.call_ended'
export const CALL_SCORED = 'telephony.call_scored'
export type CallTrigger = typeof CALL_MISSED | typeof CALL_ENDED | typeof CALL_SCORED

/** An exchange that is connected brings years of calls; nobody is called back for them. */
const WITHIN = 'PT1H'

const text = (en: string, fa: string, az: string): LocalizedText => ({ en, fa, az })

const VARIABLES: Record<string, FieldDefinition> = {
  call: { type: 'lookup', target: 'call', label: text('Call', 'تماس', 'Zəng') },
  direction: { type: 'text', label: text('Direction', 'جهت', 'İstiqamət') },
  outcome: { type: 'text', label: text('Outcome', 'نتیجه', 'Nəticə') },
  lost: { type: 'text', label: text('Lost', 'از دست رفته', 'İtirilmiş') },
  queue: { type: 'text', label: text('Queue', 'صف', 'Növbə') },
  number: { type: 'text', label: text('Number', 'شماره', 'Nömrə') },
  started_at: { type: 'datetime', label: text('Started', 'آغاز', 'Başlanğıc') },
  ended_at: { type: 'datetime', label: text('Ended', 'پایان', 'Son') },
  wait_seconds: { type: 'duration', label: text('Wait', 'انتظار', 'Gözləmə') },
  talk_seconds: { type: 'duration', label: text('Talk', 'مکالمه', 'Danışıq') },
  score: { type: 'integer', label: text('Customer’s score', 'امتیاز مشتری', 'Müştərinin balı') },
  contact: { type: 'lookup', target: 'contact', label: text('Contact', 'شخص', 'Şəxs') },
  case: { type: 'lookup', target: 'case', label: text('Case', 'مورد', 'Müraciət') },
}

const QUESTIONS: TriggerDefinition['form'] = {
  queue: sentence(text('Only this queue', 'تنها این صف', 'Yalnız bu növbə')),
  within: question({
    type: 'text',
    label: text(
      'Only if it ended within (PT1H)',
      'تنها اگر در این مدت پایان یافته (PT1H)',
      'Yalnız bu müddətdə bitibsə (PT1H)'
    ),
  }),
}

type Given = { queue?: Json; within?: Json; below?: Json }

/** Whether a call of these variables is one that a start asks for. Pure. */
export function matchesCall(config: Json, variables: Values): boolean {
  const given: Given = typeof config === 'object' && config !== null ? (config as Given) : {}
  if (typeof given.queue === 'string' && given.queue !== '' && given.queue !== variables.queue)
    return false
  if (given.below !== undefined && given.below !== null) {
    const score = variables.score
    if (typeof score !== 'number' || score >= Number(given.below)) return false
  }
  const within = typeof given.within === 'string' && given.within !== '' ? given.within : WITHIN
  const ended = variables.ended_at
  if (typeof ended !== 'string') return false
  const until = addDuration(ended, within)
  return until !== null && typeof variables.told_at === 'string' && until >= variables.told_at
}

const trigger = (
  given: Pick<TriggerDefinition, 'name' | 'icon' | 'label'> & Partial<TriggerDefinition>
): TriggerDefinition => ({
  form: QUESTIONS,
  variables: VARIABLES,
  matches: matchesCall,
  ...given,
})

export const callTriggers: TriggerDefinition[] = [
  trigger({
    name: CALL_MISSED,
    icon: 'phone-missed',
    label: text('A call was lost', 'تماس از دست رفت', 'Zəng itirildi'),
  }),
  trigger({
    name: CALL_ENDED,
    icon: 'phone-off',
    label: text('A call ended', 'تماس پایان یافت', 'Zəng bitdi'),
  }),
  trigger({
    name: CALL_SCORED,
    icon: 'star',
    label: text('A customer gave a mark', 'مشتری امتیاز داد', 'Müştəri bal verdi'),
    form: {
      ...QUESTIONS,
      below: question({
        type: 'integer',
        min: 1,
        label: text('Only below', 'تنها کمتر از', 'Yalnız bundan az'),
      }),
    },
  }),
]
