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

void start()
