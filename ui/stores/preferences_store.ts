import { computed, ref, watch } from 'vue'
import { defineStore } from 'pinia'
import { useEventListener, usePreferredDark } from '@vueuse/core'
import { LANGUAGES, type Language } from '#core/metadata/types'
import type { SessionUser } from '../api/types.js'
import { sessionApi } from '../api/session.js'
import { setClientLanguage } from '../api/client.js'
import { loadLanguage } from '../i18n/i18n.js'
import type { Reader } from '../format/dates.js'

const STORAGE_KEY = 'peyvand.preferences'
type Preferences = Pick<SessionUser, 'language' | 'calendar' | 'timeZone' | 'theme'>

/** What the browser suggests before anybody has chosen. */
function suggested(): Preferences {
  const known = LANGUAGES as readonly string[]
  const asked = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => known.includes(tag))
  const language = (asked ?? 'en') as Language
  return {
    language,
    calendar: language === 'fa' ? 'persian' : 'gregory',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    theme: 'system',
  }
}

function kept(): Preferences {
  const text = localStorage.getItem(STORAGE_KEY)
  if (!text) return suggested()
  try {
    return { ...suggested(), ...(JSON.parse(text) as Partial<Preferences>) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    localStorage.removeItem(STORAGE_KEY)
    return suggested()
  }
}

/** Language, calendar, zone and theme of the reader: from the browser before, from the account after signing in. */
export const usePreferences = defineStore('preferences', () => {
  const initial = kept()
  const language = ref(initial.language)
  const calendar = ref(initial.calendar)
  const timeZone = ref(initial.timeZone)
  const theme = ref(initial.theme)
  const signedIn = ref(false)
  const systemDark = usePreferredDark()

  const dir = computed(() => (language.value === 'fa' ? ('rtl' as const) : ('ltr' as const)))
  /** Paper is white, whatever the screen is. */
  const printing = ref(false)
  useEventListener(window, 'beforeprint', () => (printing.value = true))
  useEventListener(window, 'afterprint', () => (printing.value = false))
  const dark = computed(
    () =>
      !printing.value && (theme.value === 'dark' || (theme.value === 'system' && systemDark.value))
  )
  const reader = computed<Reader>(() => ({
    language: language.value,
    calendar: calendar.value,
    timeZone: timeZone.value,
  }))

  async function applyLanguage(next: Language): Promise<void> {
    await loadLanguage(next)
    setClientLanguage(next)
    language.value = next
  }

  /** Takes over the choices stored with the account. */
  async function adopt(user: SessionUser): Promise<void> {
    signedIn.value = true
    calendar.value = user.calendar
    timeZone.value = user.timeZone
    theme.value = user.theme
    await applyLanguage(user.language)
  }

  /** Changes a choice here and, when signed in, in the account. */
  async function change(changes: Partial<Preferences>): Promise<void> {
    if (changes.theme) theme.value = changes.theme
    if (changes.calendar) calendar.value = changes.calendar
    if (changes.timeZone) timeZone.value = changes.timeZone
    if (changes.language) await applyLanguage(changes.language)
    if (signedIn.value) await sessionApi.updateMe(changes)
  }

  watch(
    [language, dir, dark, calendar, timeZone, theme],
    () => {
      const root = document.documentElement
      root.lang = language.value
      root.dir = dir.value
      root.classList.toggle('dark', dark.value)
      const stored: Preferences = { ...reader.value, theme: theme.value }
      localStorage.setItem(STORAGE_KEY, JSON.stringify(stored))
    },
    { immediate: true }
  )

  return {
    language,
    calendar,
    timeZone,
    theme,
    dir,
    dark,
    reader,
    applyLanguage,
    adopt,
    change,
    signedIn,
  }
})
