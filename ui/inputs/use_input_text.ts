import { ref, watch, type Ref } from 'vue'
import type { Json } from '#core/metadata/types'

/**
 * Keeps what is being typed apart from the value it stands for: the value changes while typing when the text can be read, and
 * the text is only rewritten (in the reader's form) when the field is left or the value changes from outside.
 */
export function useInputText(
  value: () => Json,
  show: (value: Json) => string,
  read: (text: string) => Json | undefined,
  emit: (value: Json) => void
): { text: Ref<string>; typed: (text: string) => void; left: () => void; wrong: Ref<boolean> } {
  const text = ref(show(value()))
  const wrong = ref(false)
  let own: Json | undefined

  watch(value, (next) => {
    if (own !== undefined && JSON.stringify(own) === JSON.stringify(next)) return
    text.value = show(next)
    wrong.value = false
  })

  function typed(next: string): void {
    text.value = next
    const parsed = next.trim() === '' ? null : read(next)
    wrong.value = parsed === undefined
    /** What cannot be read goes on as text: validation names the mistake, nothing typed is lost. */
    own = parsed === undefined ? next : parsed
    emit(own)
  }
  function left(): void {
    own = undefined
    if (!wrong.value) text.value = show(value())
  }
  return { text, typed, left, wrong }
}
