import { computed, ref } from 'vue'
import { defineStore } from 'pinia'
import { isApiError } from '../api/api_error.js'
import { configureClient, setCsrfToken } from '../api/client.js'
import { sessionApi, type SetupInput } from '../api/session.js'
import type { SessionInfo } from '../api/types.js'
import { usePreferences } from './preferences_store.js'

/** Who is signed in and what the person may do. */
export const useSession = defineStore('session', () => {
  const info = ref<SessionInfo | null>(null)
  /** True once the host has said whether somebody is signed in. */
  const known = ref(false)
  const expired = ref(false)
  const user = computed(() => info.value?.user ?? null)
  const permissions = computed(() => new Set(info.value?.permissions ?? []))

  async function take(next: SessionInfo): Promise<void> {
    setCsrfToken(next.csrf)
    await usePreferences().adopt(next.user)
    info.value = next
    known.value = true
    expired.value = false
  }

  /** Asks the host once who is signed in; later calls answer at once. */
  async function load(): Promise<void> {
    if (known.value) return
    configureClient({
      signedOut: () => {
        if (info.value) expired.value = true
      },
    })
    try {
      await take(await sessionApi.current())
    } catch (error) {
      if (!isApiError(error) || error.status !== 401) throw error
      known.value = true
    }
  }

  async function signIn(login: string, password: string): Promise<void> {
    await take(await sessionApi.signIn(login, password))
  }

  /**
   * Uses a one-time link. The first administrator is signed in and keeps the language, calendar and zone chosen on the page;
   * who chose a password signs in with it.
   */
  async function setUp(input: SetupInput): Promise<void> {
    const preferences = usePreferences()
    const { language, calendar, timeZone } = preferences.reader
    await sessionApi.setUp(input)
    if (!input.login) return
    await signIn(input.login, input.password)
    await preferences.change({ language, calendar, timeZone })
  }

  async function signOut(): Promise<void> {
    await sessionApi.signOut()
    setCsrfToken(null)
    info.value = null
    expired.value = false
    usePreferences().signedIn = false
  }

  /** One of them, if several. */
  const can = (permission: string | readonly string[] | undefined): boolean =>
    permission === undefined || [permission].flat().some((one) => permissions.value.has(one))

  return { info, user, known, expired, permissions, load, signIn, setUp, signOut, can }
})
