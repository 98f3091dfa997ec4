import { inject, provide, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { useToast } from '@nuxt/ui/composables/useToast'
import { isApiError } from '../api/api_error.js'

export interface Failures {
  /** Shows what went wrong in a toast, with the code to quote. Aborted requests are nobody's business. */
  report(error: unknown): void
  /** The text of an error for an inline state. */
  text(error: unknown): { message: string; code: string; requestId: string | null }
}
const key: InjectionKey<Failures> = Symbol('failures')

/** Made once by the root component. */
export function provideFailures(): Failures {
  const toast = useToast()
  const { t, te } = useI18n()

  function text(error: unknown): ReturnType<Failures['text']> {
    if (!isApiError(error)) {
      const message = error instanceof Error ? error.message : String(error)
      return { message: t('errors.E_BROWSER', { message }), code: 'E_BROWSER', requestId: null }
    }
    const own = `errors.${error.code}`
    const message = te(own) ? t(own, error.params) : error.message
    return { message, code: error.code, requestId: error.requestId }
  }

  const failures: Failures = {
    text,
    report(error) {
      if (error instanceof DOMException && error.name === 'AbortError') return
      if (isApiError(error) && error.status === 401) return
      const shown = text(error)
      toast.add({
        title: shown.message,
        description: t('states.code', { code: shown.code }),
        color: 'error',
        icon: 'i-lucide-circle-alert',
        duration: 8_000,
      })
    },
  }
  provide(key, failures)
  return failures
}

export function useFailures(): Failures {
  const failures = inject(key)
  if (!failures) throw new Error('useFailures() outside of the application')
  return failures
}
