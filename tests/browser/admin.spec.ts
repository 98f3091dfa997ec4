import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { makeUser, unique } from '#tests/support/people'

const PAGES = [
  '/admin/users',
  '/admin/users?user=new',
  '/admin/roles',
  '/admin/roles/agent',
  '/admin/roles/agent?tab=fields',
  '/admin/roles/agent?tab=permissions',
  '/admin/units',
  '/admin/units?tab=teams',
  '/admin/plugins',
  '/admin/settings/telephony',
  '/admin/audit',
  '/admin/jobs',
]

test.group('Administration in the browser', (group) => {
  const browser = TestBrowser.for(group)

  test('a user is made with a role, found again, and given a link for a password', async ({
    assert,
  }) => {
    const { page, person, complaints } = await browser.visit()
    const login = unique('made')
    await page.goto('/admin/users')
    await page.locator('[data-test=new]').click()
    const panel = page.getByRole('dialog')
    await panel.locator('[data-test=name] input, input[data-test=name]').fill('Nadia Testova')
    await panel.locator('[data-test=login] input, input[data-test=login]').fill(login)
    await panel.getByLabel('Roles').click()
    await page.getByRole('option', { name: 'Agent', exact: true }).click()
    await page.keyboard.press('Escape')
    await panel.locator('[data-test=save]').click()
    await panel.getByRole('heading', { name: 'Access' }).waitFor()
    const { users } = await callApi<{ users: { roles: string[]; name: string }[] }>(
      person,
      'GET',
      `/api/admin/users?q=${login}`
    )
    assert.deepEqual(
      users.map(({ name, roles }) => [name, roles]),
      [['Nadia Testova', ['agent']]]
    )
    await panel.locator('[data-test=link]').click()
    assert.match(
      await panel.locator('[data-test=link-text]').innerText(),
      /^http:\/\/.+\/setup\?token=.+/
    )
    await panel.getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByText('0 sessions ended').first().waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a login that is taken is named at its field', async () => {
    const { login } = await makeUser()
    const { page } = await browser.visit()
    await page.goto('/admin/users?user=new')
    const panel = page.getByRole('dialog')
    await panel.locator('[data-test=name] input, input[data-test=name]').fill('Somebody Else')
    await panel.locator('[data-test=login] input, input[data-test=login]').fill(login)
    await panel.locator('[data-test=save]').click()
    await panel.locator('[id$=-error], [data-slot=error]').first().waitFor()
  })

  test('a depth of a role is changed, shown as this installation’s own, and taken back', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit()
    await page.goto('/admin/roles/agent')
    const cell = page.getByRole('combobox', { name: 'Tasks: Delete', exact: true })
    const before = await cell.inputValue()
    await cell.selectOption('unit')
    await page.locator('[data-test=save]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const read = () =>
      callApi<{ effective: { entities: Record<string, Record<string, string>> } }>(
        person,
        'GET',
        '/api/admin/roles/agent'
      ).then(({ effective }) => effective.entities.task?.delete)
    assert.equal(await read(), 'unit')
    await page
      .locator('[data-entity=task]')
      .getByRole('img', { name: 'This installation' })
      .waitFor()
    await page.getByRole('button', { name: 'Back to the shipped role' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 changes of this installation are deleted.').waitFor()
    await dialog.getByRole('button', { name: 'Back to the shipped role' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await cell.inputValue(), before)
    assert.notEqual(await read(), 'unit')
  })

  test('a new role starts without any right', async ({ assert }) => {
    const { page, person } = await browser.visit()
    await page.goto('/admin/roles')
    await page.locator('[data-test=new]').click()
    await page.getByRole('dialog').getByLabel('Name').fill('Branch clerk')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.waitForURL('**/admin/roles/x_branch_clerk')
    await page.getByRole('heading', { name: 'Branch clerk' }).waitFor()
    const { effective } = await callApi<{ effective: { entities: object } }>(
      person,
      'GET',
      '/api/admin/roles/x_branch_clerk'
    )
    assert.deepEqual(effective.entities, {})
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.waitForURL('**/admin/roles')
  })

  test('the administrator role cannot be changed', async ({ assert }) => {
    const { page } = await browser.visit()
    await page.goto('/admin/roles/administrator')
    await page.getByText('cannot be changed').waitFor()
    assert.isTrue(await page.getByRole('combobox', { name: 'Cases: Read' }).isDisabled())
    assert.equal(await page.locator('[data-test=save]').count(), 0)
  })

  test('units stand below their parents, teams have the chosen members', async ({ assert }) => {
    const { page, person } = await browser.visit()
    const [parent, child, team] = [unique('Region'), unique('Branch'), unique('Team')]
    await callApi(person, 'POST', '/api/admin/units', { values: { name: parent } })
    const member = await makeUser({ values: { name: unique('Member') } })
    await page.goto('/admin/units')
    await page.locator('[data-test=new]').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill(child)
    await dialog.getByLabel('Belongs to').click()
    await page.getByRole('option', { name: parent }).click()
    await dialog.locator('[data-test=save]').click()
    const line = page.locator('li', { hasText: child })
    await line.waitFor()
    assert.equal(await line.evaluate((item) => getComputedStyle(item).paddingInlineStart), '36px')

    await page.getByRole('tab', { name: 'Teams' }).click()
    await page.locator('[data-test=new]').click()
    await dialog.getByLabel('Name').fill(team)
    await dialog.getByLabel('Members').click()
    await page
      .getByRole('option', { name: /^Member/ })
      .first()
      .click()
    await page.keyboard.press('Escape')
    await dialog.locator('[data-test=save]').click()
    await page.getByRole('button', { name: team, exact: true }).waitFor()
    const { teams } = await callApi<{ teams: { name: string; members: { id: number }[] }[] }>(
      person,
      'GET',
      '/api/admin/teams'
    )
    assert.deepEqual(
      teams.find(({ name }) => name === team)?.members.map(({ id }) => id),
      [member.id]
    )
  })

  test('a plugin is taken out of use after a question and put back', async ({ assert }) => {
    const { page } = await browser.visit()
    await page.goto('/admin/plugins')
    const garden = page.locator('[data-plugin=garden]')
    await garden.getByRole('button', { name: /^Disable/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Its data stays.').waitFor()
    await dialog.getByRole('button', { name: 'Disable', exact: true }).click()
    await garden.getByText('Disabled').waitFor()
    await garden.getByRole('button', { name: 'Enable' }).click()
    await garden.getByText('Enabled').waitFor()
    assert.equal(await garden.locator('[data-test=state]').innerText(), 'Enabled')
  })

  test('settings are drawn from their schema, saved, refused with the reason, and reset', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit()
    await page.goto('/admin/settings/telephony')
    const months = page.locator('[data-setting=purge_months]')
    await months.locator('input').fill('6')
    await page.locator('[data-test=save]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const read = async () => {
      const { settings } = await callApi<{ settings: { name: string; value: number }[] }>(
        person,
        'GET',
        '/api/admin/settings/telephony'
      )
      return settings.find(({ name }) => name === 'purge_months')?.value
    }
    assert.equal(await read(), 6)
    await months.getByText('Default: 3').waitFor()
    await months.getByRole('button').click()
    await page.locator('[data-test=save]').click()
    await months.getByText('Default: 3').waitFor({ state: 'detached' })
    await page.waitForLoadState('networkidle')
    assert.equal(await read(), 3)
  })

  test('the audit shows what was changed from what to what, and its filter is in the address', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit()
    const { record } = await callApi<{ record: { id: number; version: number } }>(
      person,
      'POST',
      '/api/records/contact',
      { values: { last_name: 'Before' } }
    )
    await callApi(person, 'PATCH', `/api/records/contact/${record.id}`, {
      version: record.version,
      values: { last_name: 'After' },
    })
    await page.goto('/admin/audit')
    await page.getByRole('spinbutton', { name: 'Number' }).fill(String(record.id))
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/admin/audit?record=${record.id}`)
    const row = page.locator('tr[data-action="record.updated"]').first()
    await row.getByRole('link', { name: new RegExp(`#${record.id}$`) }).waitFor()
    await row.getByRole('button').click()
    const changes = page.locator('dl').first()
    assert.match((await changes.innerText()).replace(/\s+/g, ' '), /Before.*After/)
  })

  test('in Persian the audit is Jalali with Persian digits', async ({ assert }) => {
    const { page } = await browser.visit({ language: 'fa' })
    await page.goto('/admin/audit')
    const time = await page.locator('tbody time').first().innerText()
    assert.match(time, /۱۴[۰-۹]{2}/)
  })

  test('jobs of everybody are listed with their state; the state is in the address', async ({
    assert,
  }) => {
    const { page } = await browser.visit()
    await page.goto('/admin/jobs?state=failed')
    await page.locator('main h1').waitFor()
    await page.getByRole('combobox', { name: 'State' }).click()
    await page.getByRole('option', { name: 'All states' }).click()
    await page.waitForURL('**/admin/jobs')
    assert.equal(await page.getByRole('combobox', { name: 'State' }).innerText(), 'All states')
  })

  test('without the permission each page says who can grant it', async ({ assert }) => {
    const { page } = await browser.visit({ roles: ['agent'] })
    for (const path of PAGES.filter((one) => !one.includes('?'))) {
      await page.goto(path)
      await page.getByText('You may not open this').waitFor()
    }
    assert.equal(await page.getByRole('link', { name: 'Users', exact: true }).count(), 0)
  })

  test('axe finds nothing and nothing is too wide in {language}, {theme}, {width}')
    .with([
      /** Every page where it is narrow and from right to left; where there is room, every other one. */
      { language: 'en' as const, theme: 'dark' as const, width: 1440, every: 2 },
      { language: 'fa' as const, theme: 'light' as const, width: 390, every: 1 },
    ])
    .run(async ({ assert }, { language, theme, width, every }) => {
      const { page } = await browser.visit({ language, theme, width })
      const found: string[] = []
      for (const path of PAGES.filter((_path, at) => at % every === 0)) {
        await page.goto(path)
        await page.locator('main h1').waitFor()
        await page.waitForLoadState('networkidle')
        /** The rows of the matrix of roles are alike: of forty, four are looked at. */
        const { violations } = await axe(page).exclude('[data-entity]:nth-of-type(n+5)').analyze()
        for (const rule of violations)
          found.push(...rule.nodes.map((node) => `${path}: ${rule.id} ${node.target.join(' ')}`))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(`${path}: ${wide} pixels wide`)
      }
      assert.deepEqual(found, [])
    })

  test('Azerbaijani is complete: no key shows through', async ({ assert }) => {
    const { page } = await browser.visit({ language: 'az' })
    /** That no text is missing in a language is a unit test; here is that the pages ask for texts that there are. */
    const some = PAGES.filter((_path, at) => at % 3 === 0)
    for (const path of [...some, '/telephony/sites/new']) {
      await page.goto(path)
      await page.locator('main h1').waitFor()
      await page.waitForLoadState('networkidle')
      assert.notMatch(
        await page.locator('body').innerText(),
        /\b(?:admin|telephony\.sites)\.[a-z_]+\./
      )
    }
  })
})
