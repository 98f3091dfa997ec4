import './styles/main.css'
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import nuxtUi from '@nuxt/ui/vue-plugin'
import App from './app/App.vue'
import { createAppRouter } from './app/router.js'
import { i18n } from './i18n/i18n.js'
import { useNetwork } from './stores/network_store.js'
import { usePreferences } from './stores/preferences_store.js'

/** Texts first, so that the first paint shows words; then the page. */
async function start(): Promise<void> {
  const app = createApp(App).use(createPinia())
  const preferences = usePreferences()
  useNetwork().watchClient()
  await preferences.applyLanguage(preferences.language)
  app.use(i18n).use(createAppRouter()).use(nuxtUi).mount('#app')
}

/**
 * A part of the application that is gone means that the host was upgraded while this page was open: it is loaded anew, once. What
 * is not saved yet asks before it is left.
 */
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('peyvand.reloaded') ?? 0)
  if (Date.now() - last < 30_000) return
  event.preventDefault()
  sessionStorage.setItem('peyvand.reloaded', String(Date.now()))
  window.location.reload()
})

void start()
