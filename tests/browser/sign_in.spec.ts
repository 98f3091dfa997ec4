import { test } from '@japa/runner'
import { makeUser, unique } from '#tests/support/people'
import { TestBrowser } from '#tests/browser/support/browser'

test.group('Signing in', (group) => {
  const browser = TestBrowser.for(group)

  test('leads to the page that was asked for', async ({ assert }) => {
    const password = `${unique('secret')} of a test, long enough`
    const { login } = await makeUser({ roles: ['administrator'], password })
    const { page, complaints } = await browser.stranger()
    await page.goto('/records/contact?q=sara')
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.getByLabel('Login').fill(login)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/records/contact')
    assert.equal(new URL(page.url()).search, '?q=sara')
    await page.getByRole('heading', { name: 'Contacts' }).waitFor()
    assert.deepEqual(complaints, [])
  })

  test('a wrong password is refused in words, and the login stays', async ({ assert }) => {
    const { page } = await browser.stranger()
    await page.goto('/sign-in')
    await page.getByLabel('Login').fill('nobody')
    await page.getByLabel('Password', { exact: true }).fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByLabel('Login').inputValue(), 'nobody')
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')
  })

  test('the language can be chosen before signing in and turns the page round', async ({
    assert,
  }) => {
    const { page } = await browser.stranger()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'فارسی' }).click()
    await page.getByRole('heading', { name: 'ورود' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
    assert.equal(await page.locator('html').getAttribute('lang'), 'fa')
    await page.getByRole('button', { name: 'Azərbaycanca' }).click()
    await page.getByRole('heading', { name: 'Daxil ol' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('dir'), 'ltr')
  })

  test('an address outside is never followed after signing in', async ({ assert }) => {
    const password = `${unique('secret')} of a test, long enough`
    const { login } = await makeUser({ roles: ['administrator'], password })
    const { page } = await browser.stranger()
    await page.goto('/sign-in?to=//elsewhere.example/x')
    await page.getByLabel('Login').fill(login)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Home' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/')
  })

  test('a used or invented set-up link says so', async () => {
    const { page } = await browser.stranger()
    await page.goto('/setup?token=invented')
    await page.getByText('This link was used already').waitFor()
  })
})
