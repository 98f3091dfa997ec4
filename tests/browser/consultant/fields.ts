/**
 * The fields of the consultant's example, "Loan request": one of every kind that the platform knows, named as a bank would.
 * `docs/consultant.md` shows the same.
 */
import type { LocalizedText } from '#core/metadata/types'

export interface WishedField {
  type: string
  label: LocalizedText
  /** Settings of the kind: what is picked by its words, or typed. */
  pick?: Record<string, string>
  type_in?: Record<string, string>
  /** A new choice list with these values. */
  list?: { label: LocalizedText; values: string[] }
}

const text = (en: string, fa: string, az: string): LocalizedText => ({ en, fa, az })

export const ENTITY = {
  name: 'x_loan_request',
  singular: text('Loan request', 'درخواست وام', 'Kredit müraciəti'),
  plural: text('Loan requests', 'درخواست‌های وام', 'Kredit müraciətləri'),
}
export const GUARANTOR = {
  name: 'x_guarantor',
  singular: text('Guarantor', 'ضامن', 'Zamin'),
  plural: text('Guarantors', 'ضامن‌ها', 'Zaminlər'),
}

/** Fields of a guarantor beside its title, made first: the request counts and sums over them. */
export const GUARANTOR_FIELDS: readonly WishedField[] = [
  {
    type: 'lookup',
    label: text('Request', 'درخواست', 'Müraciət'),
    pick: { target: ENTITY.singular.en },
  },
  { type: 'money', label: text('Income', 'درآمد', 'Gəlir') },
]

export const FIELDS: readonly WishedField[] = [
  { type: 'long_text', label: text('Purpose', 'هدف', 'Məqsəd') },
  { type: 'rich_text', label: text('Assessment', 'ارزیابی', 'Qiymətləndirmə') },
  { type: 'email', label: text('E-mail', 'رایانامه', 'E-poçt') },
  { type: 'phone', label: text('Mobile', 'تلفن همراه', 'Mobil') },
  { type: 'url', label: text('Website', 'وب‌گاه', 'Veb-sayt') },
  { type: 'integer', label: text('Months', 'تعداد اقساط', 'Ayların sayı') },
  { type: 'decimal', label: text('Points', 'امتیاز', 'Bal') },
  { type: 'money', label: text('Amount', 'مبلغ', 'Məbləğ') },
  { type: 'percent', label: text('Interest', 'نرخ سود', 'Faiz dərəcəsi') },
  { type: 'rating', label: text('Trust', 'اعتبار', 'Etibar') },
  { type: 'date', label: text('Wanted by', 'تاریخ نیاز', 'Lazım olduğu tarix') },
  { type: 'datetime', label: text('Interview', 'زمان مصاحبه', 'Müsahibə') },
  { type: 'time', label: text('Call at', 'ساعت تماس', 'Zəng vaxtı') },
  { type: 'duration', label: text('Time spent', 'زمان صرف‌شده', 'Sərf olunan vaxt') },
  {
    type: 'choice',
    label: text('Stage', 'مرحله', 'Mərhələ'),
    list: {
      label: text('Stages of a loan', 'مرحله‌های وام', 'Kredit mərhələləri'),
      values: ['Received', 'Assessed', 'Granted', 'Refused'],
    },
  },
  {
    type: 'multi_choice',
    label: text('Collateral', 'وثیقه', 'Girov'),
    list: {
      label: text('Kinds of collateral', 'انواع وثیقه', 'Girov növləri'),
      values: ['House', 'Car', 'Salary'],
    },
  },
  { type: 'boolean', label: text('Self-employed', 'شغل آزاد', 'Fərdi sahibkar') },
  { type: 'lookup', label: text('Applicant', 'متقاضی', 'Ərizəçi'), pick: { target: 'Contact' } },
  {
    type: 'one_to_many',
    label: text('Guarantors', 'ضامن‌ها', 'Zaminlər'),
    pick: { target: GUARANTOR.singular.en, inverse: 'Request' },
  },
  {
    type: 'many_to_many',
    label: text('Employers', 'کارفرمایان', 'İşəgötürənlər'),
    pick: { target: 'Account' },
  },
  {
    type: 'regarding',
    label: text('About', 'درباره', 'Haqqında'),
    pick: { targets: 'Case' },
  },
  { type: 'national_id', label: text('National id', 'کد ملی', 'Milli kod') },
  { type: 'iban', label: text('IBAN', 'شماره شبا', 'IBAN nömrəsi') },
  { type: 'bank_card', label: text('Card', 'شماره کارت', 'Kart') },
  {
    type: 'formula',
    label: text('Interest sum', 'مبلغ سود', 'Faiz məbləği'),
    pick: { result: 'Number' },
    type_in: { expression: 'x_amount * x_interest / 100' },
  },
  {
    type: 'rollup',
    label: text('Number of guarantors', 'تعداد ضامن', 'Zaminlərin sayı'),
    pick: { relation: 'Guarantors', function: 'Count' },
  },
  {
    type: 'autonumber',
    label: text('Number', 'شماره', 'Nömrə'),
    type_in: { format: 'LOAN-{seq:6}' },
  },
  { type: 'file', label: text('Contract', 'قرارداد', 'Müqavilə') },
  { type: 'image', label: text('Photograph', 'عکس', 'Şəkil') },
  { type: 'json', label: text('Bureau answer', 'پاسخ اعتبارسنجی', 'Büro cavabı') },
]
