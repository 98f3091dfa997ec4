import { h, type FunctionalComponent, type InputHTMLAttributes } from 'vue'
import { inputLook } from './looks.js'

interface Props {
  id: string
  text: string
  type?: 'text' | 'tel' | 'time'
  inputmode?: InputHTMLAttributes['inputmode']
  dir?: 'auto' | 'ltr'
  step?: number
  placeholder?: string | undefined
  disabled?: boolean | undefined
  invalid?: boolean | undefined
  quiet?: boolean | undefined
  label?: string | undefined
  describedBy?: string | undefined
  /** Figures stand in columns. */
  figures?: boolean
  /** What the slot at the end holds: buttons, or a text behind the value. */
  end?: 'tools' | 'unit'
}
type Emits = { typed: [text: string]; left: [] }

/** The one-line input of forms, with the look of Nuxt UI's. One element and no state, so that hundreds of them are quick to draw. */
export const PlainInput: FunctionalComponent<Props, Emits, { trailing?: () => unknown }> = (
  props,
  { slots, emit }
) => {
  const stand = { quiet: props.quiet === true, invalid: props.invalid === true }
  const end = slots.trailing ? (props.end ?? 'tools') : null
  const look = inputLook(stand, end, props.figures === true)
  const input = h('input', {
    'id': props.id,
    'type': props.type ?? 'text',
    'inputmode': props.inputmode,
    'dir': props.dir,
    'step': props.step,
    'placeholder': props.placeholder,
    'autocomplete': 'off',
    'disabled': props.disabled,
    'class': look.base,
    'aria-label': props.label,
    'aria-invalid': props.invalid || undefined,
    'aria-describedby': props.describedBy,
    'value': props.text,
    'onInput': (event: Event) => emit('typed', (event.target as HTMLInputElement).value),
    'onBlur': () => emit('left'),
    'onKeydown': (event: KeyboardEvent) => event.key === 'Enter' && emit('left'),
  })
  const trailing = end ? h('span', { class: look.trailing }, slots.trailing?.() as never) : null
  return h('div', { class: look.root }, [input, trailing])
}
PlainInput.props = [
  ...['id', 'text', 'type', 'inputmode', 'dir', 'step', 'placeholder', 'disabled', 'invalid'],
  ...['quiet', 'label', 'describedBy', 'figures', 'end'],
]
PlainInput.emits = ['typed', 'left']
