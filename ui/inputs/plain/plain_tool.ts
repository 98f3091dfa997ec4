import { h, type FunctionalComponent } from 'vue'
import { PlainIcon } from './plain_icon.js'
import { toolLook } from './looks.js'

interface Props {
  icon: string
  label: string
  /** What it opens. */
  popup: 'dialog' | 'menu'
  disabled?: boolean | undefined
}

/** A small button of only an icon that will open something, as Nuxt UI draws it. */
export const PlainTool: FunctionalComponent<Props, { wake: [] }> = (props, { emit }) => {
  const look = toolLook()
  return h(
    'button',
    {
      'type': 'button',
      'class': look.base,
      'disabled': props.disabled,
      'aria-haspopup': props.popup,
      'aria-expanded': false,
      'aria-label': props.label,
      'data-state': 'closed',
      'onClick': () => emit('wake'),
    },
    h(PlainIcon, { name: props.icon, class: look.icon })
  )
}
PlainTool.props = ['icon', 'label', 'popup', 'disabled']
PlainTool.emits = ['wake']
