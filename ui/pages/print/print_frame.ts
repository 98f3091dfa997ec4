import regular from 'vazirmatn/fonts/webfonts/Vazirmatn-Regular.woff2?url'
import semiBold from 'vazirmatn/fonts/webfonts/Vazirmatn-SemiBold.woff2?url'

const face = (weight: number, url: string) =>
  `@font-face{font-family:Vazirmatn;font-weight:${weight};src:url(${new URL(url, window.location.href).href}) format('woff2')}`

/** The page with the application's own typeface, and with air around it while it is on the screen. */
export function framedPage(page: string): string {
  const screen =
    '@media screen{body{padding:18mm 16mm}}' +
    '@media screen and (max-width:150mm){body{padding:6mm 5mm}.doc-head{display:block}}'
  return page.replace('<style>', `<style>${face(400, regular)}${face(600, semiBold)}${screen}`)
}
