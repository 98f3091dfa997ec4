import type { EntityDefinition, ViewDefinition } from '#core/metadata/types'
import { text } from './text.js'

/** By which form calls are evaluated when nobody names one: the first rule whose calls have this one among them. */
export const formChoice: EntityDefinition = {
  name: 'evaluation_form_choice',
  label: text('Choice of form', 'انتخاب فرم', 'Forma seçimi'),
  labelPlural: text('Choice of forms', 'انتخاب فرم‌ها', 'Formaların seçimi'),
  icon: 'list-ordered',
  titleField: 'name',
  fields: {
    name: {
      type: 'text',
      label: text('Name', 'نام', 'Ad'),
      maxLength: 200,
      required: true,
      searchable: true,
    },
    place: {
      type: 'integer',
      label: text('Place', 'ترتیب', 'Sıra'),
      help: text(
        'Rules are tried from the lowest number on; the first that fits decides.',
        'قاعده‌ها از کوچک‌ترین شماره آزموده می‌شوند و نخستین قاعده جور تعیین‌کننده است.',
        'Qaydalar ən kiçik nömrədən başlayaraq yoxlanılır; uyğun gələn birincisi həlledicidir.'
      ),
      min: 0,
      max: 100_000,
      default: 100,
      required: true,
    },
    form_name: {
      type: 'text',
      label: text('Evaluation form', 'فرم ارزیابی', 'Qiymətləndirmə forması'),
      maxLength: 64,
      required: true,
    },
    calls: {
      type: 'json',
      label: text('Calls', 'تماس‌ها', 'Zənglər'),
      help: text(
        'By queue, topic, direction, the customer’s language, or anything else that is known of a call. Empty: all calls.',
        'بر پایه صف، موضوع، جهت، زبان مشتری یا هر چیز دیگری که از تماس دانسته است. خالی: همه تماس‌ها.',
        'Növbə, mövzu, istiqamət, müştərinin dili və ya zəng haqqında məlum olan istənilən şeyə görə. Boş: bütün zənglər.'
      ),
    },
    active: {
      type: 'boolean',
      label: text('Active', 'فعال', 'Aktiv'),
      default: true,
    },
  },
}

export const formChoiceView: ViewDefinition = {
  name: 'call_evaluation_form_choices',
  entity: 'evaluation_form_choice',
  label: text('In order', 'به ترتیب', 'Sıra ilə'),
  columns: ['place', 'name', 'form_name', 'active'].map((path) => ({ path })),
  sort: [{ path: 'place', direction: 'asc' }],
}
