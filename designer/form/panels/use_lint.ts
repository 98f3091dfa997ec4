import {
  computed,
  inject,
  provide,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type ShallowRef,
} from 'vue'
import { useDebounceFn } from '@vueuse/core'
import { isApiError } from '#ui/api/api_error.js'
import { publishApi } from '#ui/api/drafts.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import { entityOfPlace } from '../canvas/element_text.js'
import type { Builder } from '../editor/use_builder.js'
import { elementOfPath, lintForm, type LintIssue } from '../model/lint.js'
import { publicationOf } from '#core/forms/publication'

export interface Lint {
  issues: ComputedRef<readonly LintIssue[]>
  byElement: ComputedRef<ReadonlyMap<string | null, readonly LintIssue[]>>
  /** Whether the server has looked at the form as it is now. */
  checked: ShallowRef<boolean>
}
const key: InjectionKey<Lint> = Symbol('form lint')

/** Faults while editing: our own at once, those of the server half a second after the last change. */
export function provideLint(builder: Builder): Lint {
  const metadata = useMetadata()
  const { editor } = builder
  const own = shallowRef<readonly LintIssue[]>([])
  const fromServer = shallowRef<readonly LintIssue[]>([])
  const checked = shallowRef(false)
  let asking: AbortController | null = null

  function lookHere(): void {
    own.value = lintForm(editor.form.value, {
      fieldsAt: (container) => {
        const entity = entityOfPlace(editor.form.value, metadata.entities, container)
        return entity ? { ...entity.systemFields, ...entity.fields } : null
      },
      roles: null,
    })
  }
  async function askServer(): Promise<void> {
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    const form = editor.form.value
    const publication = publicationOf(builder.published.value, form)
    if (publication.changes.length + publication.resets.length === 0) {
      fromServer.value = []
      checked.value = true
      return
    }
    try {
      const found = await publishApi.check(publication, mine.signal)
      if (asking !== mine) return
      fromServer.value = found
        .filter(({ kind, name }) => kind === 'form' && name === form.name)
        .map(({ code, path, params }) => ({
          code,
          level: 'error' as const,
          ...elementOfPath(form, path),
          ...(params ? { params: params as Record<string, string | number> } : {}),
        }))
      checked.value = true
    } catch (error) {
      /** Not reached or refused: our own faults stay, publishing will tell. */
      if (!isApiError(error) && !(error instanceof DOMException)) throw error
    }
  }
  const askSoon = useDebounceFn(askServer, 500)
  watch(
    editor.form,
    () => {
      lookHere()
      checked.value = false
      void askSoon()
    },
    { immediate: true }
  )

  const issues = computed(() => {
    const seen = new Set(
      own.value.map(({ code, element, property }) => `${code}/${element}/${property}`)
    )
    const more = fromServer.value.filter(
      ({ code, element, property }) => !seen.has(`${code}/${element}/${property}`)
    )
    return [...own.value, ...more]
  })
  const byElement = computed(() => Map.groupBy(issues.value, ({ element }) => element))
  const lint: Lint = { issues, byElement, checked }
  provide(key, lint)
  return lint
}

export function useLint(): Lint {
  const lint = inject(key)
  if (!lint) throw new Error('useLint() outside of the form builder')
  return lint
}
