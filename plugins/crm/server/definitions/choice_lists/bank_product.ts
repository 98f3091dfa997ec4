import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

export const bankProduct: ChoiceListDefinition = {
  name: 'bank_product',
  label: t('Bank product', 'محصول بانکی', 'Bank məhsulu'),
  options: {
    current_account: { label: t('Current account', 'حساب جاری', 'Cari hesab'), order: 1 },
    savings_account: { label: t('Savings account', 'حساب پس‌انداز', 'Əmanət hesabı'), order: 2 },
    deposit: { label: t('Term deposit', 'سپرده مدت‌دار', 'Müddətli əmanət'), order: 3 },
    credit_card: { label: t('Credit card', 'کارت اعتباری', 'Kredit kartı'), order: 4 },
    personal_loan: { label: t('Personal loan', 'وام شخصی', 'İstehlak krediti'), order: 5 },
    mortgage: { label: t('Mortgage', 'وام مسکن', 'İpoteka krediti'), order: 6 },
    business_loan: { label: t('Business loan', 'وام کسب‌وکار', 'Biznes krediti'), order: 7 },
    pos: { label: t('POS terminal', 'پایانه فروش', 'POS terminal'), order: 8 },
    insurance: { label: t('Insurance', 'بیمه', 'Sığorta'), order: 9 },
  },
}
