import { sectionElements } from '#core/forms/section_elements'
import type { FormElement } from '#core/forms/model'
import type { FormDefinition, LocalizedText } from '#core/metadata/types'
import { text } from './text.js'

/** Criteria are marked from 1 to 5; a low mark needs a word of why. */
function criterion(parent: string, label: LocalizedText, order: number): FormElement {
  return {
    kind: 'question',
    parent,
    order,
    definition: { type: 'rating', label, max: 5 },
    scoring: { notApplicable: true, comment: true, commentBelow: 0.5 },
  }
}

const section = (label: LocalizedText, weight: number, order: number): FormElement => ({
  kind: 'section',
  label,
  columns: 2,
  order,
  scoring: { weight },
})

/** A form to begin with: four sections of two criteria. Others are made in the form builder. */
export const standardForm: FormDefinition = {
  name: 'call_evaluation_standard',
  entity: 'evaluation',
  label: text('Standard evaluation', 'ارزیابی استاندارد', 'Standart qiymətləndirmə'),
  kind: 'main',
  answersField: 'answers',
  elements: {
    ...sectionElements({
      facts: {
        label: text('Call', 'تماس', 'Zəng'),
        columns: 3,
        fields: ['call', 'agent', 'agent_name', 'evaluator', 'state', 'due_at', 'score'],
      },
    }),
    tone: section(text('Tone', 'لحن', 'Ton'), 1, 20),
    tone_greeting: criterion('tone', text('Greeting', 'خوشامدگویی', 'Salamlama'), 1),
    tone_clear: criterion('tone', text('Clear speech', 'بیان روشن', 'Aydın nitq'), 2),
    knowledge: section(text('Knowledge', 'دانش', 'Bilik'), 2, 30),
    knowledge_right: criterion(
      'knowledge',
      text('Right information', 'اطلاعات درست', 'Düzgün məlumat'),
      1
    ),
    knowledge_solved: criterion(
      'knowledge',
      text('Solved the request', 'حل درخواست', 'Müraciəti həll edib'),
      2
    ),
    calm: section(text('Calm', 'آرامش', 'Təmkin'), 1, 40),
    calm_patience: criterion('calm', text('Patience', 'شکیبایی', 'Səbir'), 1),
    courtesy: section(text('Courtesy', 'ادب', 'Nəzakət'), 1, 50),
    courtesy_respect: criterion('courtesy', text('Respect', 'احترام', 'Hörmət'), 1),
    courtesy_no_insult: {
      kind: 'question',
      parent: 'courtesy',
      order: 2,
      definition: {
        type: 'boolean',
        label: text('No insult', 'بدون توهین', 'Təhqir yoxdur'),
      },
      scoring: { fatal: { scope: 'form' }, comment: true },
    },
    feedback: { kind: 'field', field: 'feedback', order: 60 },
  },
  scoring: {
    bands: {
      good: { label: text('Good', 'خوب', 'Yaxşı'), color: 'green', from: 80 },
      fair: { label: text('Fair', 'متوسط', 'Orta'), color: 'yellow', from: 60 },
      weak: { label: text('Weak', 'ضعیف', 'Zəif'), color: 'red', from: 0 },
    },
  },
}
