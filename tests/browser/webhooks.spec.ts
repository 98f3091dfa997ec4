import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { Page } from 'playwright'
import { Database } from '#core/database/database'
import { DeliveryAttempt } from '#core/webhooks/delivery_attempt'
import { axe } from '#tests/browser/support/axe'
import { callApi, TestBrowser } from '#tests/browser/support/browser'
import { Receiver } from '#tests/functional/webhooks/receiver'

const shot = async (page: Page, name: string): Promise<void> => {
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
}
async function faults(page: Page): Promise<unknown[]> {
  const { violations } = await axe(page).analyze()
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
}

/** What the worker of another process would do: the first attempt at everything that waits. */
async function sendAll(): Promise<void> {
  const attempt = await app.container.make(DeliveryAttempt)
  const database = await app.container.make(Database)
  const waiting: { id: number }[] = await database
    .read('webhook_deliveries')
    .where('state', 'pending')
    .select('id')
  for (const { id } of waiting) await attempt.run(id, 1, new AbortController().signal)
}

test.group('Webhooks', (group) => {
  const browser = TestBrowser.for(group)
  const receiver = new Receiver()
  let origin = ''
  group.setup(async () => {
    origin = await receiver.listen()
  })
  group.teardown(() => receiver.close())

  test('a host is allowed, a webhook made, tried and turned on, and the log says what became of it', async ({
    assert,
  }) => {
    const visit = await browser.visit()
    const { page } = visit
    await page.goto('/admin/webhooks')
    await page.getByText('No webhooks yet').waitFor()
    await shot(page, 'webhooks-empty-en')
    await page.goto('/admin/destinations')
    await page.locator('[data-test=origin]').fill(origin)
    await page.locator('[data-test=private]').click()
    await page.locator('[data-test=allow]').click()
    await page.locator(`[data-origin="${origin}"]`).waitFor()
    await shot(page, 'destinations-en')
    assert.deepEqual(await faults(page), [])

    await page.goto('/admin/webhooks')
    await page.locator('[data-test=new]').click()
    await page.locator('[data-test=label-en]').fill('Core banking')
    assert.equal(await page.locator('[data-test=name]').inputValue(), 'core_banking')
    await page.locator('[data-test=entity]').click()
    await page.keyboard.type('Contacts')
    await page.keyboard.press('Enter')
    await page.locator('[data-test=fields]').click()
    await page.keyboard.type('First name')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await page.locator('[data-test=origin]').click()
    await page.getByRole('option', { name: origin }).click()
    await page.locator('[data-test=path]').fill('/contacts')
    await shot(page, 'webhook-new-en')
    assert.deepEqual(await faults(page), [])
    await page.locator('[data-test=save]').click()
    await page.locator('[data-test=secret]').waitFor()
    assert.match(await page.locator('[data-test=secret]').innerText(), /^whsec_/)
    await shot(page, 'webhook-secret-en')
    await page.locator('[data-test=test]').click()
    await page.locator('[data-test=on]').click()
    await page.locator('[data-test=off]').waitFor()

    receiver.answer = (response) => response.writeHead(503).end('Closed for the night')
    await callApi(visit.person, 'POST', '/api/records/contact', {
      values: { first_name: 'Sara', last_name: 'Karimi' },
    })
    await page.goto('/admin/webhooks/x_core_banking?event=created')
    await page.locator('[data-test=delivery-state]').first().waitFor()
    await sendAll()
    await page.getByText('The receiver answered 503').waitFor()
    await shot(page, 'webhook-log-en')
    await page.locator('tbody button').first().click()
    await page.getByText('Closed for the night').waitFor()
    await shot(page, 'webhook-delivery-en')
    assert.deepEqual(await faults(page), [])
    assert.deepEqual(visit.complaints, [])
  })

  test('in Persian, dark and narrow, from right to left', async ({ assert }) => {
    const visit = await browser.visit({ language: 'fa', theme: 'dark', width: 390, height: 844 })
    const { page } = visit
    for (const [path, name] of [
      ['/admin/webhooks?open=x_core_banking', 'webhook-fa'],
      ['/admin/webhooks/x_core_banking', 'webhook-log-fa'],
    ] as const) {
      await page.goto(path)
      await page.locator('[data-test=state]').first().waitFor()
      const wide = await page.evaluate(() => document.body.scrollWidth > window.innerWidth)
      assert.isFalse(wide, path)
      assert.deepEqual(await faults(page), [])
      await shot(page, name)
    }
    assert.deepEqual(visit.complaints, [])
  })
})
