import { h, type FunctionalComponent } from 'vue'
import { buildIcon, getIcon } from '@iconify/vue'
import UIcon from '@nuxt/ui/components/Icon.vue'

type Drawing = ReturnType<typeof buildIcon>
const drawings = new Map<string, Drawing>()

/** The drawing of a bundled icon; null for one that is not there (yet). */
function drawingOf(name: string): Drawing | null {
  const known = drawings.get(name)
  if (known) return known
  const icon = getIcon(name)
  if (!icon) return null
  const drawing = buildIcon(icon)
  drawings.set(name, drawing)
  return drawing
}

/** An icon as Nuxt UI draws it, without the component around it that watches whether the icon has come. */
export const PlainIcon: FunctionalComponent<{ name: string }> = ({ name }) => {
  const [set, ...icon] = name.replace(/^i-/, '').split('-')
  const drawing = drawingOf(`${set}:${icon.join('-')}`)
  if (!drawing) return h(UIcon, { name })
  return h('svg', {
    'xmlns': 'http://www.w3.org/2000/svg',
    'aria-hidden': true,
    'role': 'img',
    'width': '1em',
    'height': '1em',
    'viewBox': drawing.attributes.viewBox,
    'innerHTML': drawing.body,
    'class': `iconify iconify--${set}`,
  })
}
PlainIcon.props = ['name']
