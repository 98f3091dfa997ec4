import { readFile } from 'node:fs/promises'
import { axe } from '#tests/browser/support/axe'
import { test } from '@japa/runner'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'

/** Set to a folder to look at the pages. */
const PICTURES = process.env.PEYVAND_TEST_PICTURES

test.group('Templates and prints', (group) => {
  const browser = TestBrowser.for(group)

  test(
    'a template is written, seen with a record, saved, and a record is printed ({language}, {theme}, {width})'
  )
    .with([
      { language: 'en' as const, theme: 'light' as const, width: 1440 },
      { language: 'fa' as const, theme: 'dark' as const, width: 390 },
    ])
    .run(async ({ assert }, { language, theme, width }) => {
      const { page, person, complaints } = await browser.visit({ language, theme, width })
      const id = await makeRecord(person, 'contact', {
        first_name: 'Sara',
        last_name: `Karimi ${width}`,
        mobile: '09121234567',
      })
      const picture = async (what: string) => {
        const path = `${PICTURES}/${what}-${language}-${theme}-${width}.png`
        if (PICTURES) await page.screenshot({ path })
      }
      const faults: string[] = []
      const check = async (where: string) => {
        const { violations } = await axe(page).exclude('iframe').analyze()
        faults.push(...violations.map((rule) => `${where}: ${rule.id} ${rule.nodes[0]?.html}`))
      }
      const name = `x_hello_${language}_${width}`
      await page.goto(`/design/templates/${name}?entity=contact&kind=sms&new=1`)
      const source = page.locator('[data-test=source]')
      await page.locator('[data-test=label-en] input, input[data-test=label-en]').fill('Hello')
      await source.fill('Dear {{last_name}} {{#if mobile}}')
      await page.getByRole('alert').locator('button').first().waitFor()
      await picture('template-fault')
      await source.fill('')
      await page.locator('[data-test=fields] button').first().click()
      assert.match(await source.inputValue(), /^\{\{\w+\}\}$/)
      await source.fill('Dear {{last_name}}, {{mask mobile keep=4}}')
      await page.locator('[data-test=record] button').first().click()
      await page.keyboard.type(`Karimi ${width}`)
      await page
        .getByRole('option', { name: `Karimi ${width}` })
        .first()
        .click()
      await page.locator('[data-test=rendered]').waitFor()
      assert.include(
        await page.locator('[data-test=rendered]').innerText(),
        `Dear Karimi ${width}, •`
      )
      await check('template')
      await picture('template')
      await page.locator('[data-test=save]').click()
      await page.locator('[data-test=save]:disabled').waitFor()
      await page.goto('/design/templates')
      await page.locator(`a[href="/design/templates/${name}"]`).waitFor()
      await check('templates')
      await picture('templates')
      await page.goto(`/records/contact/${id}`)
      await page.locator('[data-test=print]').click()
      const paper = page.frameLocator('iframe')
      await paper.locator('h1').waitFor()
      assert.include(await paper.locator('h1').innerText(), `Karimi ${width}`)
      assert.equal(
        await paper.locator('html').getAttribute('dir'),
        language === 'fa' ? 'rtl' : 'ltr'
      )
      await page.locator('[data-test=print-now]:enabled').waitFor()
      await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished)))
      await check('print')
      await picture('print')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator('[data-test=pdf]').click(),
      ])
      const pdf = await readFile(await download.path())
      assert.match(download.suggestedFilename(), /Karimi.*\.pdf$/)
      assert.equal(pdf.subarray(0, 5).toString('latin1'), '%PDF-')
      assert.deepEqual(faults, [])
      assert.deepEqual(complaints, [])
    })
})
