import type { EntityDefinition } from '#core/metadata/types'
import { text } from './text.js'

/** Set by the life cycle, the form and the system; never typed. */
const given = { readOnly: true } as const

/** One evaluator's judgement of one agent's part in one call. It keeps the version of its form. */
export const evaluation: EntityDefinition = {
  name: 'evaluation',
  label: text('Evaluation', 'ارزیابی', 'Qiymətləndirmə'),
  labelPlural: text('Evaluations', 'ارزیابی‌ها', 'Qiymətləndirmələr'),
  icon: 'clipboard-check',
  titleField: 'title',
  subtitleFields: ['agent_name', 'state'],
  systemManaged: true,
  editableFields: ['answers', 'feedback', 'remarks'],
  keepFormVersion: true,
  openForms: true,
  listOrder: 'assigned_at',
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
    agent_name: {
      type: 'text',
      label: text('Agent name', 'نام کارشناس', 'Operatorun adı'),
      maxLength: 120,
      searchable: true,
      ...given,
    },
    evaluator: {
      type: 'lookup',
      target: 'user',
      label: text('Evaluator', 'ارزیاب', 'Qiymətləndirici'),
      required: true,
      indexed: true,
      ...given,
    },
    form_name: {
      type: 'text',
      label: text('Evaluation form', 'فرم ارزیابی', 'Qiymətləndirmə forması'),
      maxLength: 64,
      required: true,
      ...given,
    },
    calibration: {
      type: 'lookup',
      target: 'calibration',
      label: text('Calibration', 'هم‌ترازی', 'Kalibrləmə'),
      indexed: true,
      ...given,
    },
    state: {
      type: 'choice',
      choices: 'call_evaluation_state',
      default: 'assigned',
      label: text('State', 'وضعیت', 'Vəziyyət'),
      required: true,
      indexed: true,
      ...given,
    },
    answers: { type: 'json', label: text('Answers', 'پاسخ‌ها', 'Cavablar') },
    remarks: {
      type: 'json',
      label: text('Remarks on the recording', 'یادداشت‌های روی مکالمه', 'Səs yazısına qeydlər'),
      maxBytes: 524_288,
    },
    feedback: {
      type: 'long_text',
      label: text('Feedback to the agent', 'بازخورد به کارشناس', 'Operatora rəy'),
    },
    score: {
      type: 'decimal',
      scale: 2,
      label: text('Score', 'امتیاز', 'Bal'),
      ...given,
    },
    band: { type: 'text', label: text('Band', 'رده', 'Dərəcə'), maxLength: 64, ...given },
    fatal: {
      type: 'boolean',
      label: text('Fatal item', 'مورد مردودکننده', 'Ölümcül bənd'),
      ...given,
    },
    complete: {
      type: 'boolean',
      label: text(
        'All items answered',
        'همه معیارها پاسخ داده شده',
        'Bütün meyarlar cavablandırılıb'
      ),
      ...given,
    },
    score_percent: {
      type: 'percent',
      label: text('Score in percent', 'امتیاز به درصد', 'Bal, faizlə'),
      help: text(
        'The score as a share of the form’s scale, so that forms compare.',
        'امتیاز نسبت به مقیاس فرم، تا فرم‌ها قابل مقایسه باشند.',
        'Balın forma şkalasındakı payı: formalar müqayisə oluna bilsin.'
      ),
      ...given,
    },
    form_version: {
      type: 'integer',
      label: text('Version of the form', 'نسخه فرم', 'Formanın versiyası'),
      ...given,
    },
    customer_score: {
      type: 'percent',
      label: text('Customer score in percent', 'امتیاز مشتری به درصد', 'Müştəri balı, faizlə'),
      help: text(
        'Mean of the marks that the customer gave the call.',
        'میانگین امتیازهایی که مشتری به این تماس داده است.',
        'Müştərinin zəngə verdiyi balların ortası.'
      ),
      ...given,
    },
    disputed_answers: {
      type: 'json',
      label: text('Answers when disputed', 'پاسخ‌ها هنگام اعتراض', 'Etiraz anındakı cavablar'),
      ...given,
    },
    disputed_score: {
      type: 'decimal',
      scale: 2,
      label: text('Score when disputed', 'امتیاز هنگام اعتراض', 'Etiraz anındakı bal'),
      ...given,
    },
    dispute_reason: {
      type: 'long_text',
      label: text('Dispute', 'اعتراض', 'Etiraz'),
      ...given,
    },
    decision_reason: {
      type: 'long_text',
      label: text('Decision on the dispute', 'نتیجه رسیدگی به اعتراض', 'Etiraz üzrə qərar'),
      ...given,
    },
    assigned_at: {
      type: 'datetime',
      label: text('Assigned', 'واگذاری', 'Təyin edilib'),
      ...given,
    },
    due_at: { type: 'datetime', label: text('Due', 'مهلت', 'Son tarix'), ...given },
    finished_at: { type: 'datetime', label: text('Done', 'انجام', 'Tamamlanıb'), ...given },
    published_at: { type: 'datetime', label: text('Published', 'انتشار', 'Dərc edilib'), ...given },
  },
  indexes: {
    by_evaluator_and_state: { fields: ['evaluator', 'state'] },
    by_publication: { fields: ['published_at'] },
  },
}

/** Several people score the same calls blind, to see how far they agree. */
export const calibration: EntityDefinition = {
  name: 'calibration',
  label: text('Calibration', 'هم‌ترازی', 'Kalibrləmə'),
  labelPlural: text('Calibrations', 'هم‌ترازی‌ها', 'Kalibrləmələr'),
  icon: 'scale',
  titleField: 'name',
  systemManaged: true,
  editableFields: ['name'],
  fields: {
    name: {
      type: 'text',
      label: text('Name', 'نام', 'Ad'),
      maxLength: 200,
      required: true,
      searchable: true,
    },
    form_name: {
      type: 'text',
      label: text('Evaluation form', 'فرم ارزیابی', 'Qiymətləndirmə forması'),
      maxLength: 64,
      required: true,
      ...given,
    },
    expert: {
      type: 'lookup',
      target: 'user',
      label: text('Expert', 'خبره', 'Ekspert'),
      ...given,
    },
    closed_at: { type: 'datetime', label: text('Closed', 'بسته شده', 'Bağlanıb'), ...given },
  },
}

/** Whose calls an evaluator is given. */
export const evaluatorDuty: EntityDefinition = {
  name: 'evaluator_duty',
  label: text('Agent’s evaluator', 'ارزیابِ کارشناس', 'Operatorun qiymətləndiricisi'),
  labelPlural: text(
    'Agents’ evaluators',
    'ارزیاب‌های کارشناسان',
    'Operatorların qiymətləndiriciləri'
  ),
  icon: 'user-check',
  titleField: 'name',
  fields: {
    name: { type: 'text', label: text('Name', 'نام', 'Ad'), maxLength: 200, searchable: true },
    agent: {
      type: 'lookup',
      target: 'user',
      label: text('Agent', 'کارشناس', 'Operator'),
      required: true,
      unique: true,
    },
    evaluator: {
      type: 'lookup',
      target: 'user',
      label: text('Evaluator', 'ارزیاب', 'Qiymətləndirici'),
      required: true,
    },
  },
}
