import type { ChoiceListDefinition } from '#core/metadata/types'
import { t } from '../text.js'

/** Finer classification of a case; each value is offered under its category only. */
export const caseSubcategory: ChoiceListDefinition = {
  name: 'case_subcategory',
  label: t('Subcategory', 'زیردسته', 'Alt təsnifat'),
  parentList: 'case_category',
  options: {
    account_checking: {
      label: t('Checking account', 'حساب جاری', 'Cari hesab'),
      parents: ['account'],
      order: 1,
    },
    account_savings: {
      label: t('Savings account', 'حساب پس‌انداز', 'Əmanət hesabı'),
      parents: ['account'],
      order: 2,
    },
    account_cd: {
      label: t('(CD) Certificate of deposit', 'گواهی سپرده', 'Depozit sertifikatı'),
      parents: ['account'],
      order: 3,
    },
    account_opening: {
      label: t('Opening an account', 'افتتاح حساب', 'Hesabın açılması'),
      parents: ['account'],
      order: 4,
    },
    account_closing: {
      label: t('Closing an account', 'بستن حساب', 'Hesabın bağlanması'),
      parents: ['account'],
      order: 5,
    },
    account_statement: {
      label: t('Account statement', 'صورت‌حساب', 'Hesabdan çıxarış'),
      parents: ['account'],
      order: 6,
    },
    account_blocked: {
      label: t('Blocked account', 'حساب مسدود', 'Bloklanmış hesab'),
      parents: ['account'],
      order: 7,
    },
    account_other: {
      label: t(
        'Other bank product/service',
        'سایر محصولات و خدمات بانکی',
        'Digər bank məhsulu/xidməti'
      ),
      parents: ['account'],
      order: 8,
    },
    credit_card_loan: {
      label: t('Loan account', 'حساب اعتباری', 'Kredit hesabı'),
      parents: ['credit_card'],
      order: 9,
    },
    credit_card_billing: {
      label: t('Billing dispute', 'اعتراض به صورت‌حساب', 'Hesab-faktura mübahisəsi'),
      parents: ['credit_card'],
      order: 10,
    },
    credit_card_limit: {
      label: t('Credit limit', 'سقف اعتبار', 'Kredit limiti'),
      parents: ['credit_card'],
      order: 11,
    },
    credit_card_fee: {
      label: t('Fees and interest', 'کارمزد و سود', 'Komissiya və faiz'),
      parents: ['credit_card'],
      order: 12,
    },
    credit_card_issue: {
      label: t('Card issuance', 'صدور کارت', 'Kartın buraxılması'),
      parents: ['credit_card'],
      order: 13,
    },
    debit_card_retained: {
      label: t('Card retained by ATM', 'ضبط کارت در خودپرداز', 'Kartın bankomatda qalması'),
      parents: ['debit_card'],
      order: 14,
    },
    debit_card_cash: {
      label: t('Cash not dispensed', 'عدم پرداخت وجه خودپرداز', 'Pulun verilməməsi'),
      parents: ['debit_card'],
      order: 15,
    },
    debit_card_lost: {
      label: t('Lost or stolen card', 'کارت گم یا سرقت شده', 'İtmiş və ya oğurlanmış kart'),
      parents: ['debit_card'],
      order: 16,
    },
    debit_card_pin: { label: t('PIN', 'رمز کارت', 'PIN kod'), parents: ['debit_card'], order: 17 },
    debit_card_renewal: {
      label: t('Card renewal', 'تمدید کارت', 'Kartın yenilənməsi'),
      parents: ['debit_card'],
      order: 18,
    },
    loan_application: {
      label: t('Loan application', 'درخواست وام', 'Kredit müraciəti'),
      parents: ['loan'],
      order: 19,
    },
    loan_instalment: {
      label: t('Instalments', 'اقساط', 'Kredit ödənişləri'),
      parents: ['loan'],
      order: 20,
    },
    loan_early: {
      label: t('Early settlement', 'تسویه زودهنگام', 'Vaxtından əvvəl ödəniş'),
      parents: ['loan'],
      order: 21,
    },
    loan_guarantor: {
      label: t('Guarantors and collateral', 'ضامن و وثیقه', 'Zamin və girov'),
      parents: ['loan'],
      order: 22,
    },
    loan_penalty: {
      label: t('Late payment penalty', 'جریمه دیرکرد', 'Gecikmə cəriməsi'),
      parents: ['loan'],
      order: 23,
    },
    payment_failed: {
      label: t('Failed transfer', 'انتقال ناموفق', 'Uğursuz köçürmə'),
      parents: ['payment'],
      order: 24,
    },
    payment_wrong: {
      label: t('Transfer to a wrong account', 'واریز به حساب اشتباه', 'Səhv hesaba köçürmə'),
      parents: ['payment'],
      order: 25,
    },
    payment_delayed: {
      label: t('Delayed transfer', 'انتقال با تأخیر', 'Gecikmiş köçürmə'),
      parents: ['payment'],
      order: 26,
    },
    payment_bill: {
      label: t('Bill payment', 'پرداخت قبض', 'Kommunal ödəniş'),
      parents: ['payment'],
      order: 27,
    },
    payment_foreign: {
      label: t('Foreign transfer', 'حواله ارزی', 'Xarici köçürmə'),
      parents: ['payment'],
      order: 28,
    },
    digital_login: {
      label: t('Sign-in problem', 'مشکل ورود', 'Giriş problemi'),
      parents: ['digital'],
      order: 29,
    },
    digital_otp: {
      label: t('One-time password', 'رمز پویا', 'Birdəfəlik parol'),
      parents: ['digital'],
      order: 30,
    },
    digital_error: {
      label: t('Error in the app', 'خطای برنامه', 'Tətbiqdə xəta'),
      parents: ['digital'],
      order: 31,
    },
    digital_activation: {
      label: t('Activation', 'فعال‌سازی', 'Aktivləşdirmə'),
      parents: ['digital'],
      order: 32,
    },
    cheque_cash: {
      label: t(
        'Cashing a check without an account',
        'نقد کردن چک بدون حساب',
        'Hesabsız çekin nağdlaşdırılması'
      ),
      parents: ['cheque'],
      order: 33,
    },
    cheque_book: {
      label: t('Cheque book', 'دسته‌چک', 'Çek kitabçası'),
      parents: ['cheque'],
      order: 34,
    },
    cheque_returned: {
      label: t('Returned cheque', 'چک برگشتی', 'Qaytarılmış çek'),
      parents: ['cheque'],
      order: 35,
    },
    cheque_registration: {
      label: t('Cheque registration', 'ثبت چک', 'Çekin qeydiyyatı'),
      parents: ['cheque'],
      order: 36,
    },
    pos_terminal: {
      label: t('Terminal fault', 'خرابی پایانه', 'Terminal nasazlığı'),
      parents: ['pos'],
      order: 37,
    },
    pos_settlement: {
      label: t('Settlement delay', 'تأخیر تسویه', 'Hesablaşmada gecikmə'),
      parents: ['pos'],
      order: 38,
    },
    pos_request: {
      label: t('New terminal', 'پایانه جدید', 'Yeni terminal'),
      parents: ['pos'],
      order: 39,
    },
    fraud_transaction: {
      label: t('Unauthorised transaction', 'تراکنش غیرمجاز', 'İcazəsiz əməliyyat'),
      parents: ['fraud'],
      order: 40,
    },
    fraud_phishing: { label: t('Phishing', 'فیشینگ', 'Fişinq'), parents: ['fraud'], order: 41 },
    fraud_identity: {
      label: t('Identity theft', 'سرقت هویت', 'Şəxsiyyət oğurluğu'),
      parents: ['fraud'],
      order: 42,
    },
    branch_waiting: {
      label: t('Waiting time', 'زمان انتظار', 'Gözləmə müddəti'),
      parents: ['branch'],
      order: 43,
    },
    branch_staff: {
      label: t('Staff conduct', 'رفتار کارکنان', 'İşçilərin davranışı'),
      parents: ['branch'],
      order: 44,
    },
    branch_hours: {
      label: t('Opening hours', 'ساعات کاری', 'İş saatları'),
      parents: ['branch'],
      order: 45,
    },
    other_suggestion: {
      label: t('Suggestion', 'پیشنهاد', 'Təklif'),
      parents: ['other'],
      order: 46,
    },
    other_thanks: { label: t('Appreciation', 'تقدیر', 'Təşəkkür'), parents: ['other'], order: 47 },
    other_unclassified: {
      label: t('Unclassified', 'دسته‌بندی نشده', 'Təsnif edilməmiş'),
      parents: ['other'],
      order: 48,
    },
  },
}
