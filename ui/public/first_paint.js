// Runs before the first paint, so that neither the theme nor the direction of writing flickers. A file of its own because the
// content security policy allows no inline script.
;(function () {
  let kept = {}
  try {
    kept = JSON.parse(localStorage.getItem('peyvand.preferences') || '{}')
  } catch (error) {
    localStorage.removeItem('peyvand.preferences')
  }
  const root = document.documentElement
  const language = ['en', 'fa', 'az'].includes(kept.language) ? kept.language : 'en'
  root.lang = language
  root.dir = language === 'fa' ? 'rtl' : 'ltr'
  const dark =
    kept.theme === 'dark' ||
    (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.classList.toggle('dark', dark)
})()
