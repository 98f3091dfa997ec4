import type { EntityDefinition } from '#core/metadata/types'
import { text } from './text.js'

const given = { readOnly: true } as const

/** A mark that a customer gave a call elsewhere than on the telephone: chat, message, application. Those of the exchange stand in `survey_mark`. */
export const customerScore: EntityDefinition = {
  name: 'customer_score',
  label: text('Customer score', 'امتیاز مشتری', 'Müştəri balı'),
  labelPlural: text('Customer scores', 'امتیازهای مشتریان', 'Müştəri balları'),
  icon: 'star',
  titleField: 'title',
  systemManaged: true,
  editableFields: [],
  listOrder: 'given_at',
  fields: {
    title: {
      type: 'text',
      label: text('Title', 'عنوان', 'Başlıq'),
      maxLength: 200,
      searchable: true,
      ...given,
    },
    call: {
      type: 'lookup',
      target: 'call',
      label: text('Call', 'تماس', 'Zəng'),
      required: true,
      indexed: true,
      ...given,
    },
    agent: {
      type: 'lookup',
      target: 'user',
      label: text('Agent', 'کارشناس', 'Operator'),
      indexed: true,
      ...given,
    },
    score: {
      type: 'decimal',
      scale: 2,
      label: text('Score', 'امتیاز', 'Bal'),
      required: true,
      ...given,
    },
    scale_min: {
      type: 'decimal',
      scale: 2,
      label: text('Lowest possible', 'کمترین ممکن', 'Ən aşağı mümkün'),
      required: true,
      ...given,
    },
    scale_max: {
      type: 'decimal',
      scale: 2,
      label: text('Highest possible', 'بیشترین ممکن', 'Ən yüksək mümkün'),
      required: true,
      ...given,
    },
    percent: {
      type: 'percent',
      label: text('In percent', 'به درصد', 'Faizlə'),
      required: true,
      ...given,
    },
    fifth: {
      type: 'integer',
      min: 0,
      max: 4,
      label: text('Fifth of the scale', 'پنجمِ مقیاس', 'Şkalanın beşdə biri'),
      help: text(
        '0 is the worst fifth, 4 the best.',
        '۰ پایین‌ترین و ۴ بالاترین پنجم است.',
        '0 ən pis, 4 ən yaxşı beşdə birdir.'
      ),
      required: true,
      ...given,
    },
    source: {
      type: 'text',
      maxLength: 40,
      label: text('Source', 'منبع', 'Mənbə'),
      required: true,
      ...given,
    },
    external_key: {
      type: 'text',
      maxLength: 120,
      label: text('Key at the source', 'کلید در منبع', 'Mənbədəki açar'),
      required: true,
      ...given,
    },
    remark: {
      type: 'long_text',
      label: text('What the customer wrote', 'نوشته مشتری', 'Müştərinin yazdığı'),
      ...given,
    },
    given_at: {
      type: 'datetime',
      label: text('Given', 'زمان ثبت', 'Verilib'),
      required: true,
      ...given,
    },
  },
  indexes: { by_key: { fields: ['source', 'external_key'], unique: true } },
}
