import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const caseChannel: ChoiceListDefinition = {
  name: 'case_channel',
  label: t('Channel', 'کانال', 'Kanal'),
  options: {
    phone: { label: t('Phone', 'تلفن', 'Telefon'), order: 1 },
    web: { label: t('Web', 'وب', 'Veb'), order: 2 },
    mobile_app: { label: t('Mobile app', 'همراه‌بانک', 'Mobil tətbiq'), order: 3 },
    email: { label: t('Email', 'رایانامه', 'E-poçt'), order: 4 },
    chat: { label: t('Chat', 'گفتگوی برخط', 'Çat'), order: 5 },
    sms: { label: t('SMS', 'پیامک', 'SMS'), order: 6 },
    branch: { label: t('Branch', 'شعبه بانک', 'Bank filialı'), order: 7 },
    postal_mail: { label: t('Postal mail', 'پست', 'Poçt'), order: 8 },
    fax: { label: t('Fax', 'نمابر', 'Faks'), order: 9 },
    referral: { label: t('Referral', 'ارجاع', 'Yönləndirmə'), order: 10 },
    social: { label: t('Social media', 'شبکه اجتماعی', 'Sosial şəbəkə'), order: 11 },
  },
}
