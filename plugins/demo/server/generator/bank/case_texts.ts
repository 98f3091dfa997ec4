import type { PersonLanguage } from './types.js'

export type CaseType = 'complaint' | 'request' | 'enquiry'

/** What a case of a subcategory is about, as an agent notes it down. */
export interface CaseTopic {
  category: string
  subcategory: string
  type: CaseType
  /** How often it comes, relative to the others. */
  weight: number
  /** Whether an amount belongs to it. */
  money: boolean
  title: Record<PersonLanguage, string>
}

const ROWS = `
account|account_opening|request|7||افتتاح حساب جدید|Yeni hesabın açılması|Opening a new account
account|account_statement|request|6||درخواست صورت‌حساب سه ماهه|Üç aylıq çıxarış sorğusu|Request for a three-month statement
account|account_blocked|complaint|4||حساب بدون اطلاع مسدود شده است|Hesab xəbərdarlıq edilmədən bloklanıb|Account blocked without notice
account|account_savings|enquiry|4||نرخ سود حساب پس‌انداز|Əmanət hesabının faiz dərəcəsi|Interest rate of the savings account
account|account_closing|request|2||بستن حساب|Hesabın bağlanması|Closing an account
debit_card|debit_card_cash|complaint|10|m|خودپرداز وجه پرداخت نکرد ولی از حساب کسر شد|Bankomat pulu vermədi, amma hesabdan silindi|Cash not dispensed but account debited
debit_card|debit_card_retained|request|5||ضبط کارت در دستگاه خودپرداز|Kart bankomatda qaldı|Card retained by the ATM
debit_card|debit_card_lost|request|6||مسدود کردن کارت گم‌شده|İtmiş kartın bloklanması|Blocking a lost card
debit_card|debit_card_pin|request|5||صدور رمز دوم کارت|Kartın yeni PIN kodu|New PIN for a card
debit_card|debit_card_renewal|request|4||تمدید کارت منقضی‌شده|Müddəti bitmiş kartın yenilənməsi|Renewal of an expired card
credit_card|credit_card_billing|complaint|5|m|اعتراض به تراکنش صورت‌حساب کارت اعتباری|Kredit kartı çıxarışında mübahisəli əməliyyat|Disputed transaction on the credit card bill
credit_card|credit_card_limit|request|4|m|افزایش سقف اعتبار|Kredit limitinin artırılması|Raising the credit limit
credit_card|credit_card_fee|enquiry|3||کارمزد سالانه کارت اعتباری|Kredit kartının illik haqqı|Annual fee of the credit card
loan|loan_application|enquiry|7|m|شرایط وام خرید کالا|Mal almaq üçün kreditin şərtləri|Terms of a consumer loan
loan|loan_instalment|complaint|4|m|قسط پرداخت شده ثبت نشده است|Ödənilmiş taksit qeydə alınmayıb|A paid instalment is not recorded
loan|loan_early|request|3|m|تسویه زودهنگام وام|Kreditin vaxtından əvvəl bağlanması|Early settlement of a loan
loan|loan_penalty|complaint|2|m|اعتراض به جریمه دیرکرد|Gecikmə cəriməsinə etiraz|Dispute of a late payment penalty
payment|payment_failed|complaint|7|m|انتقال ناموفق و عدم بازگشت وجه|Uğursuz köçürmə, pul qaytarılmayıb|Failed transfer, money not returned
payment|payment_wrong|request|4|m|واریز به شماره حساب اشتباه|Səhv hesaba köçürmə|Transfer to a wrong account number
payment|payment_delayed|complaint|4|m|تأخیر در حواله پایا|Köçürmənin gecikməsi|Delayed transfer between banks
payment|payment_foreign|enquiry|2|m|کارمزد حواله ارزی|Xarici köçürmənin komissiyası|Fee of a foreign transfer
digital|digital_login|request|8||ورود به همراه‌بانک ممکن نیست|Mobil banka daxil olmaq mümkün deyil|Cannot sign in to mobile banking
digital|digital_otp|complaint|6||رمز پویا دریافت نمی‌شود|Birdəfəlik parol gəlmir|One-time password does not arrive
digital|digital_error|complaint|4||خطا هنگام پرداخت قبض در برنامه|Tətbiqdə ödəniş zamanı xəta|Error in the app while paying a bill
digital|digital_activation|request|5||فعال‌سازی اینترنت‌بانک|İnternet bankçılığın aktivləşdirilməsi|Activation of internet banking
cheque|cheque_book|request|4||درخواست دسته‌چک جدید|Yeni çek kitabçası sorğusu|Request for a new cheque book
cheque|cheque_registration|enquiry|4||ثبت چک صیادی|Çekin qeydiyyatı qaydası|How to register a cheque
cheque|cheque_returned|request|2|m|رفع سوءاثر چک برگشتی|Qaytarılmış çekin rəsmiləşdirilməsi|Clearing a returned cheque
pos|pos_terminal|complaint|4||پایانه فروش به شبکه وصل نمی‌شود|POS terminal şəbəkəyə qoşulmur|POS terminal does not connect
pos|pos_settlement|complaint|3|m|تسویه پایانه انجام نشده است|Terminal üzrə hesablaşma aparılmayıb|Settlement of the terminal is missing
fraud|fraud_transaction|complaint|3|m|تراکنش غیرمجاز از حساب|Hesabdan icazəsiz əməliyyat|Unauthorised transaction
fraud|fraud_phishing|complaint|2|m|پیامک جعلی به نام بانک|Bankın adından saxta SMS|Fake SMS in the bank's name
branch|branch_waiting|complaint|2||زمان انتظار طولانی در شعبه|Filialda uzun gözləmə|Long waiting time at the branch
branch|branch_staff|complaint|1||رفتار نامناسب کارکنان شعبه|Filial işçisinin kobud davranışı|Rude behaviour at the branch
other|other_suggestion|enquiry|1||پیشنهاد درباره ساعت کار شعب|Filialların iş saatları barədə təklif|Suggestion about opening hours
other|other_thanks|enquiry|1||تشکر از کارشناس پشتیبانی|Dəstək operatoruna təşəkkür|Thanks to a support agent`

export const CASE_TOPICS: CaseTopic[] = ROWS.trim()
  .split('\n')
  .map((row) => {
    const [
      category = '',
      subcategory = '',
      type = '',
      weight = '',
      money = '',
      fa = '',
      az = '',
      en = '',
    ] = row.split('|')
    return {
      category,
      subcategory,
      type: type as CaseType,
      weight: Number(weight),
      money: money === 'm',
      title: { fa, az, en },
    }
  })

/** What the customer said, by language and type; `{city}` and `{days}` are filled in. */
export const DESCRIPTIONS: Record<PersonLanguage, Record<CaseType, string[]>> = {
  fa: {
    complaint: [
      'مشتری از {days} روز پیش با این مشکل روبه‌رو است و پاسخی نگرفته است.',
      'مشتری در {city} است و خواستار رسیدگی و پاسخ کتبی است.',
      'این مشکل برای بار دوم پیش آمده است. مشتری ناراضی است.',
    ],
    request: [
      'مشتری درخواست خود را تلفنی ثبت کرد و مدارک را ارسال می‌کند.',
      'هویت مشتری تأیید شد. انجام درخواست تا {days} روز کاری اعلام شد.',
    ],
    enquiry: ['مشتری شرایط و مدارک لازم را پرسید.', 'توضیح داده شد؛ مشتری از {city} تماس گرفت.'],
  },
  az: {
    complaint: [
      'Müştəri {days} gündür bu problemlə üzləşir və cavab almayıb.',
      'Müştəri {city} şəhərindədir, yazılı cavab istəyir.',
    ],
    request: [
      'Müştəri sorğunu telefonla bildirdi, sənədləri göndərəcək.',
      'Müştərinin şəxsiyyəti təsdiqləndi. İcra müddəti {days} iş günüdür.',
    ],
    enquiry: ['Müştəri şərtləri və lazım olan sənədləri soruşdu.', 'İzah edildi.'],
  },
  en: {
    complaint: [
      'The customer has had this problem for {days} days and has had no answer.',
      'The customer is in {city} and asks for a written answer.',
    ],
    request: [
      'Request taken by telephone; the customer will send the documents.',
      'Identity confirmed. The customer was told it takes {days} working days.',
    ],
    enquiry: ['The customer asked about terms and documents.', 'Explained on the telephone.'],
  },
}

export const RESOLUTIONS: Record<PersonLanguage, string[]> = {
  fa: [
    'بررسی و اصلاح شد و به مشتری اطلاع داده شد.',
    'وجه به حساب مشتری بازگشت.',
    'درخواست انجام شد.',
  ],
  az: [
    'Yoxlanıldı və müştəriyə məlumat verildi.',
    'Məbləğ müştərinin hesabına qaytarıldı.',
    'Sorğu icra olundu.',
  ],
  en: [
    'Checked, corrected and the customer informed.',
    'The amount was returned to the account.',
    'Done as requested.',
  ],
}

export const NOTES: Record<PersonLanguage, string[]> = {
  fa: [
    'با مشتری تماس گرفته شد؛ پاسخ نداد.',
    'مدارک دریافت شد و برای واحد مربوط ارسال شد.',
    'مشتری خواست پیگیری پس از ساعت ۱۶ انجام شود.',
    'موضوع با شعبه هماهنگ شد.',
    'مشتری از روند رسیدگی راضی بود.',
  ],
  az: [
    'Müştəriyə zəng edildi, cavab vermədi.',
    'Sənədlər alındı və şöbəyə göndərildi.',
    'Müştəri saat 16-dan sonra zəng xahiş etdi.',
    'Məsələ filialla razılaşdırıldı.',
  ],
  en: [
    'Called the customer, no answer.',
    'Documents received and passed on.',
    'The customer asked to be called after 4 pm.',
    'Agreed with the branch.',
  ],
}

export const TASKS: Record<PersonLanguage, string[]> = {
  fa: ['تماس با مشتری', 'بررسی مدارک', 'پیگیری از شعبه', 'ارسال پاسخ کتبی', 'هماهنگی با واحد کارت'],
  az: ['Müştəriyə zəng', 'Sənədlərin yoxlanması', 'Filialla əlaqə', 'Yazılı cavabın göndərilməsi'],
  en: ['Call the customer', 'Check the documents', 'Ask the branch', 'Send a written answer'],
}
