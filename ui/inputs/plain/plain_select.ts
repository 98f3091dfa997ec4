import { h, type FunctionalComponent } from 'vue'
import { PlainIcon } from './plain_icon.js'
import { selectLook } from './looks.js'

interface Props {
  id: string
  /** Whether a cross offers to take the value away. */
  clear: boolean
  disabled?: boolean | undefined
  invalid?: boolean | undefined
  quiet?: boolean | undefined
  label?: string | undefined
  describedBy?: string | undefined
}
type Emits = { wake: []; clear: [] }

/** A closed list of choices as Nuxt UI draws it. Using it asks for the real one (see use_awake.ts). */
export const PlainSelect: FunctionalComponent<Props, Emits, { default: () => unknown }> = (
  props,
  { slots, emit }
) => {
  const look = selectLook({ quiet: props.quiet === true, invalid: props.invalid === true })
  const cross = () =>
    h(
      'span',
      {
        class: look.clear,
        onClick: (event: Event) => {
          event.stopPropagation()
          emit('clear')
        },
      },
      h(PlainIcon, { name: 'i-lucide-x', class: look.clearIcon })
    )
  const arrow = () => h(PlainIcon, { name: 'i-lucide-chevron-down', class: look.trailingIcon })
  return h(
    'button',
    {
      'id': props.id,
      'type': 'button',
      'class': look.base,
      'disabled': props.disabled,
      'aria-haspopup': 'listbox',
      'aria-expanded': false,
      'aria-label': props.label,
      'aria-invalid': props.invalid || undefined,
      'aria-describedby': props.describedBy,
      'data-state': 'closed',
      'onClick': () => emit('wake'),
      'onKeydown': (event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        emit('wake')
      },
    },
    [slots.default() as never, h('span', { class: look.trailing }, props.clear ? cross() : arrow())]
  )
}
PlainSelect.props = ['id', 'clear', 'disabled', 'invalid', 'quiet', 'label', 'describedBy']
PlainSelect.emits = ['wake', 'clear']
