import type { Page } from 'playwright'
import type { Stage } from '#tests/browser/consultant/design_entities'

/** A picture of one point. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64'
)

/** What differs between a reader of English and one of Persian: how things are typed. */
const TYPED = {
  en: { title: 'House loan', months: '12', amount: '5000', date: '15/12/2026', row: 'Reza Karimi' },
  fa: { title: 'وام مسکن', months: '۱۲', amount: '۵۰۰۰', date: '۱۴۰۵/۹/۲۴', row: 'رضا کریمی' },
}
const TEXT = {
  en: { tab: 'Guarantors', add: 'Add a row', create: 'Create', timeline: 'Timeline' },
  fa: { tab: 'ضامن‌ها', add: 'افزودن ردیف', create: 'ایجاد', timeline: 'خط زمان' },
}
export type StoryLanguage = keyof typeof TYPED

const field = (page: Page, name: string) => page.locator(`#field-x_${name}`)

async function choose(page: Page, name: string, options: readonly string[]): Promise<void> {
  await field(page, name).click()
  for (const option of options) await page.getByRole('option', { name: option }).first().click()
  if (options.length > 1) await page.keyboard.press('Escape')
}

async function lookUp(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).click()
  await page.keyboard.type(text)
  await page.getByRole('option', { name: text }).first().click()
  await page.keyboard.press('Escape')
}

/** Fills every field of a new request as a clerk does, in the clerk's language, and answers the number of the record. */
export async function fillRequest(
  { page, picture }: Stage,
  language: StoryLanguage,
  people: { applicant: string; employer: string; about: string }
): Promise<number> {
  const typed = TYPED[language]
  await page.goto('/records/x_loan_request/new')
  await field(page, 'title').fill(typed.title)
  await field(page, 'purpose').fill('A house for five people')
  await field(page, 'assessment').click()
  await page.keyboard.type('Pays on time')
  await field(page, 'e_mail').fill('reza@example.com')
  await field(page, 'mobile').fill('0912 345 6789')
  await field(page, 'website').fill('https://example.com/reza')
  await field(page, 'months').fill(typed.months)
  await field(page, 'amount').fill(typed.amount)
  await field(page, 'interest').fill('10')
  await field(page, 'wanted_by').fill(typed.date)
  await field(page, 'interview').fill(`${typed.date} 10:30`)
  await field(page, 'call_at').fill('14:15')
  await field(page, 'time_spent').fill('1:30:00')
  await choose(page, 'stage', ['Received'])
  await choose(page, 'collateral', ['House', 'Salary'])
  await field(page, 'self_employed').click()
  await lookUp(page, 'applicant', people.applicant)
  await lookUp(page, 'employers', people.employer)
  await lookUp(page, 'about', people.about)
  await field(page, 'national_id').fill('0084575948')
  await field(page, 'iban').fill('IR820540102680020817909002')
  await field(page, 'card').fill('4111 1111 1111 1111')
  await field(page, 'contract').setInputFiles({
    name: 'contract.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('We agree.'),
  })
  await field(page, 'photograph').setInputFiles({
    name: 'house.png',
    mimeType: 'image/png',
    buffer: PIXEL,
  })
  await field(page, 'bureau_answer').fill('{"score": 7}')
  await picture(`fill-${language}`)
  const text = TEXT[language]
  await page.getByRole('tab', { name: text.tab }).click()
  await page.getByRole('button', { name: text.add }).click()
  await page.locator('#field-x_guarantors-0-x_title').fill(typed.row)
  await page.locator('#field-x_guarantors-0-x_income').fill('900')
  await picture(`fill-rows-${language}`)
  await page.getByRole('button', { name: text.create, exact: true }).last().click()
  await page.waitForURL(/\/records\/x_loan_request\/\d+$/)
  await page.getByRole('heading', { name: typed.title }).waitFor()
  /** Who may see no users is still told who wrote it: themselves, not the system. */
  const timeline = page.getByRole('region', { name: text.timeline })
  await timeline.getByText('clerk', { exact: true }).waitFor()
  await picture(`filled-${language}`)
  return Number(page.url().split('/').at(-1))
}
