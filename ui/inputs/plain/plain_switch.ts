import { h, type FunctionalComponent } from 'vue'
import { toggleLook } from './looks.js'

interface Props {
  id: string
  on: boolean
  disabled?: boolean | undefined
  invalid?: boolean | undefined
  label?: string | undefined
  describedBy?: string | undefined
}

/** Yes or no, as Nuxt UI draws it: a button that says whether it is on. */
export const PlainSwitch: FunctionalComponent<Props, { change: [on: boolean] }> = (
  props,
  { emit }
) => {
  const look = toggleLook(props.disabled === true)
  const state = props.on ? 'checked' : 'unchecked'
  const button = h(
    'button',
    {
      'id': props.id,
      'type': 'button',
      'role': 'switch',
      'class': look.base,
      'disabled': props.disabled,
      'aria-checked': props.on,
      'aria-label': props.label,
      'aria-invalid': props.invalid || undefined,
      'aria-describedby': props.describedBy,
      'data-state': state,
      'onClick': () => emit('change', !props.on),
    },
    h('span', { 'class': look.thumb, 'data-state': state })
  )
  return h('div', { class: look.root }, h('div', { class: look.container }, button))
}
PlainSwitch.props = ['id', 'on', 'disabled', 'invalid', 'label', 'describedBy']
PlainSwitch.emits = ['change']
