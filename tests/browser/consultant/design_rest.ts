import type { Stage } from '#tests/browser/consultant/design_entities'
import { part } from '#tests/browser/consultant/design_entities'

/** The list of the entity becomes a board by stage, with a sum per column. */
export async function designBoard({ page, picture }: Stage): Promise<void> {
  await page.goto('/design/views/x_loan_request_all')
  await page.getByRole('button', { name: 'Board', exact: true }).click()
  await page.getByRole('button', { name: 'Sum per column' }).click()
  await page.getByRole('option', { name: 'Amount', exact: true }).click()
  await picture('view-designer')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved. It holds for everyone').first().waitFor()
}

const RIGHTS: readonly (readonly [string, readonly string[]])[] = [
  ['Loan requests', ['Create', 'Read', 'Change']],
  ['Guarantors', ['Create', 'Read', 'Change']],
  ['Contacts', ['Read']],
  ['Accounts', ['Read']],
  ['Cases', ['Read']],
]

/** A role that fills requests: it does not see how far the applicant is trusted, and does see the card's number. */
export async function designRole({ page, picture }: Stage): Promise<void> {
  await page.goto('/admin/roles')
  await part(page, 'new').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Branch clerk')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL('**/admin/roles/x_branch_clerk')
  for (const [entity, privileges] of RIGHTS) {
    for (const privilege of privileges) {
      const cell = page.getByRole('combobox', { name: `${entity}: ${privilege}`, exact: true })
      await cell.selectOption('all')
    }
  }
  await picture('role-matrix')
  await part(page, 'save').click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
  await page.goto('/admin/roles/x_branch_clerk?tab=fields&entity=x_loan_request')
  for (const [field, level] of [
    ['Trust', 'Not visible'],
    ['Card', 'Read and change'],
    ['National id', 'Read and change'],
  ] as const) {
    await page.getByRole('combobox', { name: `${field}: Access` }).click()
    await page.getByRole('option', { name: level }).click()
  }
  await picture('role-fields')
  await part(page, 'save').click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
}

/** Everything that was made here as one package; answers the file. */
export async function exportSolution({ page, picture }: Stage): Promise<Buffer> {
  await page.goto('/design/solutions')
  await part(page, 'export').first().click()
  await page.locator('[data-test=name] input, input[data-test=name]').fill('loan_desk')
  await page.locator('[data-test=label-en] input, input[data-test=label-en]').fill('Loan desk')
  await page.locator('[data-unit="definitions/entity/x_loan_request"]').waitFor()
  await picture('solution-export')
  const download = page.waitForEvent('download')
  await part(page, 'make').click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export async function importSolution({ page, picture }: Stage, buffer: Buffer): Promise<void> {
  await page.goto('/design/solutions/import')
  await page
    .locator('input[data-test=file]')
    .setInputFiles({ name: 'loan_desk.zip', mimeType: 'application/zip', buffer })
  await page.waitForURL(/\/design\/solutions\/imports\/\d+/)
  await page.locator('[data-test=start]:not([disabled])').waitFor()
  await picture('solution-import')
  await part(page, 'start').click()
  await part(page, 'result').waitFor({ timeout: 60_000 })
  await picture('solution-imported')
}
