import { DAY, addDays, dayOf, type Day } from '../days.js'
import type { Random } from '../random.js'
import { asWritten, landline, mobileNumber, nationalId, type TakenNumbers } from './identity.js'
import { personName } from './names.js'
import { PLACES, addressLine } from './places.js'
import { agents } from './staff.js'
import type { DemoAccount, DemoContact, PersonLanguage } from './types.js'

const LANGUAGES: readonly (readonly [PersonLanguage, number])[] = [
  ['fa', 68],
  ['az', 20],
  ['en', 12],
]
const CLASSES = [
  ['regular', 70],
  ['silver', 17],
  ['gold', 9],
  ['vip', 4],
] as const
const JOBS: Record<PersonLanguage, string[]> = {
  fa: ['مدیر مالی', 'حسابدار', 'مدیر عامل', 'کارمند', 'مدیر فروش'],
  az: ['Maliyyə müdiri', 'Mühasib', 'Direktor', 'Satış müdiri'],
  en: ['Finance manager', 'Accountant', 'Director', 'Sales manager'],
}
const COMPANY: Record<PersonLanguage, { forms: string[]; words: string[] }> = {
  fa: {
    forms: ['شرکت {w}', 'صنایع {w}', 'بازرگانی {w}', 'گروه {w}', 'فروشگاه {w}'],
    words: [
      ...['آریا', 'پارس', 'البرز', 'کیمیا', 'نوین', 'سپهر', 'زاگرس', 'کویر', 'الوند', 'دماوند'],
      ...['سهند', 'خزر', 'پویا', 'آبان', 'مهر', 'تابان', 'رایان', 'سرو', 'گلستان', 'کارون'],
    ],
  },
  az: {
    forms: ['{w} MMC', '{w} Ticarət', '{w} Qrup', '{w} Servis'],
    words: ['Xəzər', 'Odlar', 'Şəfəq', 'Qafqaz', 'Araz', 'Göygöl', 'Savalan', 'Ulduz', 'Zirvə'],
  },
  en: {
    forms: ['{w} Trading', '{w} Consulting', '{w} Services'],
    words: ['Northgate', 'Bluewater', 'Hillside', 'Redwood', 'Silverline'],
  },
}
const INDUSTRIES = [
  ...['retail', 'manufacturing', 'construction', 'services', 'transport'],
  ...['agriculture', 'technology', 'health', 'education', 'public'],
]

/** Companies that bank here. */
export function makeAccounts(
  random: Random,
  today: Day,
  count: number,
  taken: TakenNumbers
): DemoAccount[] {
  const used = new Set<string>()
  return Array.from({ length: count }, (_, index) => {
    const language = random.weighted(LANGUAGES)
    const place = random.weighted(PLACES[language].map((item) => [item, item.weight] as const))
    const { forms, words } = COMPANY[language]
    let name = random.pick(forms).replace('{w}', random.pick(words))
    while (used.has(name)) name = `${name.replace(/ \d+$/, '')} ${random.int(2, 99)}`
    used.add(name)
    const createdAt = memberSince(random, today, 3000)
    return {
      owner: random.pick(agents).login,
      createdAt,
      primaryContact: null,
      values: {
        name,
        legal_id: random.digits(11),
        industry: random.pick(INDUSTRIES),
        customer_class: random.weighted(CLASSES),
        phone: asWritten(random, landline(random, place.areaCode, taken)),
        email: `info@company${index + 1}.example`,
        website: `www.company${index + 1}.example`,
        city: place.city,
        region: place.region,
        address: addressLine(language, random.pick(place.streets), random.int(1, 400)),
        employees: Math.round(random.logNormal(40, 1.1)),
        annual_revenue: Math.round(random.logNormal(900, 1)) * 100_000_000,
        external_id: `CMP-${String(20001 + index)}`,
      },
    }
  })
}

/** People who bank here. A few share a telephone with a relative, as people do. */
export function makeContacts(
  random: Random,
  today: Day,
  count: number,
  accounts: DemoAccount[],
  taken: TakenNumbers
): DemoContact[] {
  const contacts: DemoContact[] = []
  for (let index = 0; index < count; index++) {
    const contact = makeContact(random, today, index, accounts, taken)
    const relative = contacts.at(-random.int(1, 5))
    if (relative && relative.language === contact.language && random.chance(0.02)) {
      contact.values.phone = relative.values.mobile ?? null
    }
    const account = contact.account === null ? undefined : accounts[contact.account]
    if (account && account.primaryContact === null) account.primaryContact = index
    contacts.push(contact)
  }
  return contacts
}

function makeContact(
  random: Random,
  today: Day,
  index: number,
  accounts: DemoAccount[],
  taken: TakenNumbers
): DemoContact {
  const language = random.weighted(LANGUAGES)
  const name = personName(random, language)
  const place = random.weighted(PLACES[language].map((item) => [item, item.weight] as const))
  const createdAt = memberSince(random, today, 2500)
  const employed = accounts.length > 0 && random.chance(0.08)
  const mailbox = `${name.latin.toLowerCase().replace(/[^a-z]+/g, '.')}${random.int(1, 999)}`
  return {
    language,
    account: employed ? random.int(0, accounts.length - 1) : null,
    owner: random.pick(agents).login,
    createdAt,
    values: {
      first_name: name.first,
      last_name: name.last,
      gender: name.gender,
      national_id: nationalId(random, language),
      birth_date: addDays(today, -random.int(19 * 365, 82 * 365)),
      preferred_language: language,
      mobile: asWritten(random, mobileNumber(random, language, taken)),
      phone: random.chance(0.35)
        ? asWritten(random, landline(random, place.areaCode, taken))
        : null,
      work_phone: employed ? asWritten(random, landline(random, place.areaCode, taken)) : null,
      email: random.chance(0.6) ? `${mailbox}@mail.example` : null,
      do_not_call: random.chance(0.03),
      city: place.city,
      region: place.region,
      address: addressLine(language, random.pick(place.streets), random.int(1, 400)),
      postal_code: language === 'fa' ? random.digits(10) : `AZ${random.digits(4)}`,
      customer_class: random.weighted(CLASSES),
      customer_since: dayOf(createdAt),
      external_id: `CIF-${String(100001 + index)}`,
      job_title: employed ? random.pick(JOBS[language]) : null,
    },
  }
}

/** Customers have come in over years, more of them lately. */
function memberSince(random: Random, today: Day, days: number): number {
  const age = 2 + Math.floor(days * random.next() ** 1.6)
  return Date.parse(`${addDays(today, -age)}T05:00:00Z`) + Math.floor(random.next() * DAY * 0.35)
}
