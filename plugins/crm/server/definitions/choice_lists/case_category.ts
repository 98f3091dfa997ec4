import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** What a case is about, as a bank sorts it. The subcategories depend on it. */
export const caseCategory: ChoiceListDefinition = {
  name: 'case_category',
  label: t('Category', 'دسته', 'Təsnifat'),
  options: {
    account: {
      label: t('Bank account or service', 'حساب یا خدمات بانکی', 'Bank hesabı və ya xidməti'),
      color: 'teal',
      order: 1,
    },
    credit_card: {
      label: t('Credit card', 'کارت اعتباری', 'Kredit kartı'),
      color: 'purple',
      order: 2,
    },
    debit_card: {
      label: t('Debit card and ATM', 'کارت بانکی و خودپرداز', 'Debet kartı və bankomat'),
      color: 'blue',
      order: 3,
    },
    loan: { label: t('Loans', 'تسهیلات', 'Kreditlər'), color: 'orange', order: 4 },
    payment: {
      label: t('Payments and transfers', 'پرداخت و انتقال وجه', 'Ödənişlər və köçürmələr'),
      color: 'green',
      order: 5,
    },
    digital: {
      label: t(
        'Internet and mobile banking',
        'بانکداری اینترنتی و همراه',
        'İnternet və mobil bankçılıq'
      ),
      color: 'blue',
      order: 6,
    },
    cheque: { label: t('Cheques', 'چک', 'Çeklər'), color: 'yellow', order: 7 },
    pos: {
      label: t('POS and merchants', 'پایانه فروش و پذیرندگان', 'POS və tacirlər'),
      color: 'neutral',
      order: 8,
    },
    fraud: {
      label: t('Fraud and security', 'تقلب و امنیت', 'Fırıldaqçılıq və təhlükəsizlik'),
      color: 'red',
      order: 9,
    },
    branch: {
      label: t('Branch service', 'خدمات شعبه', 'Filial xidməti'),
      color: 'neutral',
      order: 10,
    },
    other: { label: t('Other', 'سایر', 'Digər'), color: 'neutral', order: 11 },
  },
}
