import type { EntityDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** A remark about a record. A note without a title takes the first line of its text. */
export const note: EntityDefinition = {
  name: 'note',
  label: t('Note', 'یادداشت', 'Qeyd'),
  labelPlural: t('Notes', 'یادداشت‌ها', 'Qeydlər'),
  icon: 'sticky-note',
  titleField: 'title',
  fields: {
    title: {
      type: 'text',
      label: t('Title', 'عنوان', 'Başlıq'),
      maxLength: 250,
      searchable: true,
    },
    text: { type: 'long_text', label: t('Text', 'متن', 'Mətn'), required: true },
    regarding: {
      type: 'regarding',
      label: t('Regarding', 'مربوط به', 'Aiddir'),
      targets: ['contact', 'account', 'lead', 'case'],
    },
    noted_at: { type: 'datetime', label: t('Date', 'تاریخ', 'Tarix'), indexed: true },
    attachment: { type: 'file', label: t('Attachment', 'پیوست', 'Əlavə') },
  },
  timeline: { at: 'noted_at', via: ['regarding'], kind: 'note' },
}
