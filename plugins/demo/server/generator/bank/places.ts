import type { PersonLanguage } from './types.js'

export interface Place {
  city: string
  region: string
  /** Country and area code of landlines there. */
  areaCode: string
  streets: string[]
  weight: number
}

export const PLACES: Record<PersonLanguage, Place[]> = {
  fa: [
    place('تهران', 'تهران', '+9821', 'ولیعصر,شریعتی,انقلاب,آزادی,پاسداران,ستارخان', 45),
    place('اصفهان', 'اصفهان', '+9831', 'چهارباغ,هزارجریب,توحید', 12),
    place('مشهد', 'خراسان رضوی', '+9851', 'احمدآباد,وکیل‌آباد,سجاد', 12),
    place('تبریز', 'آذربایجان شرقی', '+9841', 'امام,ارتش,ولیعصر', 12),
    place('شیراز', 'فارس', '+9871', 'زند,ملاصدرا,عفیف‌آباد', 9),
    place('رشت', 'گیلان', '+9813', 'گلسار,سعدی,امام خمینی', 5),
    place('ارومیه', 'آذربایجان غربی', '+9844', 'کاشانی,دانشکده', 5),
  ],
  az: [
    place('Bakı', 'Abşeron', '+99412', 'Nizami,Füzuli,Xaqani,Azadlıq', 70),
    place('Gəncə', 'Gəncə', '+99422', 'Cavadxan,Atatürk', 15),
    place('Sumqayıt', 'Abşeron', '+99418', 'Sülh,Nizami', 15),
  ],
  en: [
    place('Tehran', 'Tehran', '+9821', 'Valiasr,Shariati,Fereshteh', 70),
    place('Baku', 'Absheron', '+99412', 'Nizami,Khagani', 30),
  ],
}

function place(
  city: string,
  region: string,
  areaCode: string,
  streets: string,
  weight: number
): Place {
  return { city, region, areaCode, streets: streets.split(','), weight }
}

/** An address as it is written in the language. */
export function addressLine(language: PersonLanguage, street: string, number: number): string {
  if (language === 'fa') return `خیابان ${street}، پلاک ${number}`
  return language === 'az' ? `${street} küçəsi ${number}` : `${number} ${street} Street`
}
