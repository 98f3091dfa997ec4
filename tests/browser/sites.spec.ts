import { test } from '@japa/runner'
import { axe } from '#tests/browser/support/axe'
import { TestMariaDb } from '#plugins/telephony/tests/support/mariadb'
import { workOffJobs } from '#tests/support/work_off_jobs'
import { callApi, TestBrowser, type Visit } from '#tests/browser/support/browser'
import { unique, type SignedIn } from '#tests/support/people'

/** Two rows that are old enough to be deleted whatever today is. */
const OLD_ROWS = `INSERT INTO cdr (calldate, uniqueid, src, dst, channel) VALUES
  ('2020-01-05 10:00:00', 'old-1', '200', '201', 'PJSIP/200-1'),
  ('2020-01-05 11:00:00', 'old-2', '200', '201', 'PJSIP/200-2');`

test.group('Sites in the browser', (group) => {
  const browser = TestBrowser.for(group)
  let mariadb: TestMariaDb

  group.setup(async () => {
    mariadb = await TestMariaDb.start()
    await mariadb.loadAsterisk('asterisk')
    return () => mariadb.stop()
  })

  /** Says how the form is filled in for the test's own exchange. */
  async function fillConnection({ page }: Visit, name: string, database: string): Promise<void> {
    const { host, port, user } = mariadb.settings(database)
    await page.getByLabel('Name', { exact: false }).first().fill(name)
    await page.getByLabel('Host').fill(host)
    await page.getByLabel('Port').fill(String(port))
    await page.getByLabel('User', { exact: true }).first().fill(user)
    await page.getByRole('textbox', { name: 'Database' }).fill(database)
  }
  async function makeSite(
    person: SignedIn,
    database: string
  ): Promise<{ id: number; name: string }> {
    const { host, port, user } = mariadb.settings(database)
    const name = unique('branch')
    const { site } = await callApi<{ site: { id: number } }>(
      person,
      'POST',
      '/api/telephony/sites',
      {
        name,
        timeZone: 'Asia/Tehran',
        active: false,
        connection: { host, port, user, database },
      }
    )
    return { id: site.id, name }
  }

  test('a site is made in the form, tested at once, and synchronised with progress', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const { page, complaints } = visit
    const name = unique('branch')
    await page.goto('/telephony/sites')
    await page.locator('[data-test=new]').click()
    await fillConnection(visit, name, 'asterisk')
    await page.locator('[data-test=save]').click()
    const result = page.locator('[data-test=test-result]')
    await result.getByText('The connection works').waitFor()
    assert.match(await result.innerText(), /cdr\s+809 rows/)
    await page.getByRole('tab', { name: 'Runs' }).click()
    await page.locator('[data-test=sync]').click()
    await page.getByRole('button', { name: 'Stop' }).waitFor()
    await workOffJobs()
    await page.getByText(`${name}: Done`).first().waitFor()
    const row = page.locator('tbody tr').first()
    await row.getByText('Done').waitFor()
    assert.match(await row.innerText(), /A person/)
    await page.goto('/telephony/sites')
    await page.getByRole('link', { name }).waitFor()
    assert.equal(
      await page
        .locator('tr', { hasText: name })
        .locator('[data-health]')
        .getAttribute('data-health'),
      'good'
    )
    assert.deepEqual(complaints, [])
  })

  test('a connection that does not work says why, and nothing is lost from the form', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit({ language: 'fa' })
    const { id } = await makeSite(person, 'asterisk')
    await page.goto(`/telephony/sites/${id}?tab=settings`)
    const database = page.getByLabel('پایگاه داده', { exact: false }).last()
    await database.fill('absent')
    await page.locator('[data-test=test]').click()
    const result = page.locator('[data-test=test-result]')
    await result.getByText('E_TELEPHONY_PBX_UNKNOWN_DATABASE').waitFor()
    assert.equal(await database.inputValue(), 'absent')
  })

  test('a stored password is never shown, kept while its field is empty', async ({ assert }) => {
    const { page, person } = await browser.visit()
    const { id } = await makeSite(person, 'asterisk')
    await callApi(person, 'PATCH', `/api/telephony/sites/${id}`, { password: 'S3cret-word' })
    await page.goto(`/telephony/sites/${id}?tab=settings`)
    const password = page.getByLabel('Password', { exact: true })
    assert.equal(await password.inputValue(), '')
    await page.getByText('A password is stored').waitFor()
    assert.notInclude(await page.content(), 'S3cret-word')
    await page.getByLabel('Host').fill('127.0.0.2')
    await page.locator('[data-test=save]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    const { site } = await callApi<{ site: { hasPassword: boolean } }>(
      person,
      'GET',
      `/api/telephony/sites/${id}`
    )
    assert.isTrue(site.hasPassword)
  })

  test('a prefix rule that is no regular expression is named where it stands', async ({
    assert,
  }) => {
    const { page, person } = await browser.visit()
    const { id } = await makeSite(person, 'asterisk')
    await page.goto(`/telephony/sites/${id}?tab=settings`)
    await page.locator('[data-test=add-rule]').click()
    await page.getByLabel('Rule 1: pattern').fill('^0098(')
    await page.getByLabel('Try a number').fill('00989121234567')
    await page.locator('[data-test=save]').click()
    await page.locator('[data-rule="0"]').getByText('Not a regular expression').waitFor()
    await page.getByLabel('Rule 1: pattern').fill('^0098')
    await page.getByLabel('Rule 1: becomes').fill('0')
    assert.match(await page.locator('output').innerText(), /Inbound:\s*09121234567/)
    await page.locator('[data-test=save]').click()
    await page.getByText('Saved', { exact: true }).first().waitFor()
  })

  test('old rows are counted first, deleted after a question that names their number', async ({
    assert,
  }) => {
    await mariadb.loadAsterisk('old')
    await mariadb.run('old', OLD_ROWS)
    const { page, person } = await browser.visit()
    const { id, name } = await makeSite(person, 'old')
    await callApi(person, 'POST', `/api/telephony/sites/${id}/sync`)
    await workOffJobs()
    await mariadb.run(
      'old',
      `INSERT INTO cdr (calldate, uniqueid, src, dst) VALUES ('2020-01-06 10:00:00', 'never-copied', '1', '2')`
    )
    await page.goto(`/telephony/sites/${id}?tab=purge`)
    await page.locator('[data-test=count]').click()
    await workOffJobs()
    await page.getByText('2 rows can be deleted, 1 are kept.').waitFor()
    assert.equal(await mariadb.count('old', 'cdr'), 812)
    await page.locator('[data-test=purge]').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`Delete 2 rows on ${name}?`).waitFor()
    await dialog.getByRole('button', { name: 'Delete 2 rows' }).click()
    await workOffJobs()
    await page.getByText('2 rows were deleted on the exchange.').waitFor()
    assert.equal(await mariadb.count('old', 'cdr'), 810)
  })

  test('the user of an extension is chosen in the list of extensions', async ({ assert }) => {
    const { page, person } = await browser.visit()
    const { id } = await makeSite(person, 'asterisk')
    await page.goto(`/telephony/sites/${id}?tab=extensions`)
    await page.getByLabel('Number', { exact: true }).fill('7301')
    await page.getByRole('button', { name: 'Add extension' }).click()
    await page.getByRole('link', { name: '7301' }).waitFor()
    await page.getByLabel(/User of extension 7301/).click()
    await page.getByRole('option').first().click()
    await page.waitForLoadState('networkidle')
    const { rows } = await callApi<{ rows: { user: { id: number } | null }[] }>(
      person,
      'POST',
      '/api/records/extension/query',
      { select: ['user'], filter: { path: 'number', op: 'eq', value: '7301' } }
    )
    assert.isNotNull(rows[0]?.user)
  })

  test('without the permission the page says who can grant it', async () => {
    const { page } = await browser.visit({ roles: ['agent'] })
    await page.goto('/telephony/sites')
    await page.getByText('You may not open this').waitFor()
  })

  test('axe finds nothing and nothing is too wide in {language}, {theme}')
    .with([
      { language: 'en' as const, theme: 'light' as const, width: 1440 },
      { language: 'fa' as const, theme: 'dark' as const, width: 390 },
    ])
    .run(async ({ assert }, { language, theme, width }) => {
      const { page, person } = await browser.visit({ language, theme, width })
      const { id } = await makeSite(person, 'asterisk')
      const found: string[] = []
      for (const path of [
        '/telephony/sites',
        '/telephony/sites/new',
        `/telephony/sites/${id}`,
        `/telephony/sites/${id}?tab=settings`,
        `/telephony/sites/${id}?tab=extensions`,
        `/telephony/sites/${id}?tab=purge`,
      ]) {
        await page.goto(path)
        await page.locator('main h1').waitFor()
        await page.waitForLoadState('networkidle')
        const { violations } = await axe(page).analyze()
        for (const rule of violations)
          found.push(...rule.nodes.map((node) => `${path}: ${rule.id} ${node.target.join(' ')}`))
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        if (wide > width) found.push(`${path}: ${wide} pixels wide`)
      }
      assert.deepEqual(found, [])
    })
})
