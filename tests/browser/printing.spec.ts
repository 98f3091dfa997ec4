import { test } from '@japa/runner'
import { makeRecord, TestBrowser } from '#tests/browser/support/browser'
import { unique } from '#tests/support/people'

const HEIGHT = 500

test.group('Printing a page', (group) => {
  const browser = TestBrowser.for(group)

  test('all of a page comes to paper, in light colours, without the frame of the screen', async ({
    assert,
  }) => {
    const visit = await browser.visit({ theme: 'dark', height: HEIGHT, width: 1100 })
    const { page } = visit
    const name = unique('Printworks')
    const id = await makeRecord(visit.person, 'account', { name })
    await page.goto(`/records/account/${id}`)
    await page.getByRole('heading', { name }).first().waitFor()
    const state = () =>
      page.evaluate(() => {
        const main = document.querySelector('#main') as HTMLElement
        const hidden = [...main.querySelectorAll<HTMLElement>('*')].filter(
          (part) =>
            part.scrollHeight > part.clientHeight + 1 &&
            ['auto', 'scroll', 'hidden'].includes(getComputedStyle(part).overflowY) &&
            part.clientHeight > 100
        )
        return {
          dark: document.documentElement.classList.contains('dark'),
          cut: hidden.map(({ className }) => className),
          height: document.documentElement.scrollHeight,
        }
      })
    assert.isTrue((await state()).dark)
    await page.evaluate(() => {
      addEventListener('beforeprint', () =>
        queueMicrotask(() => {
          document.title = document.documentElement.classList.contains('dark') ? 'dark' : 'light'
        })
      )
    })
    const path = process.env.PDF
    const pdf = await page.pdf(path ? { path } : {})
    assert.equal(await page.title(), 'light')
    assert.isTrue((await state()).dark, 'the screen is dark again')
    assert.isAbove([...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length, 0)
    await page.emulateMedia({ media: 'print' })
    const printed = await state()
    assert.deepEqual(printed.cut, [])
    assert.isAbove(printed.height, HEIGHT)
    assert.isFalse(await page.getByRole('complementary').first().isVisible())
    assert.isFalse(await page.locator('#main > header button').first().isVisible())
  })
})
