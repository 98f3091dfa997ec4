import appConfig from '#build/app.config'
import button from '#build/ui/button'
import input from '#build/ui/input'
import selectMenu from '#build/ui/select-menu'
import switchTheme from '#build/ui/switch'
import { tv } from '@nuxt/ui/utils/tv'
import { quietUi } from '../quiet.js'

/**
 * The classes of Nuxt UI's controls, worked out once for each look instead of once for each of a form's hundreds of inputs: there
 * that alone took longer than drawing them.
 */
type Slots = Record<string, (options?: { class?: (string | undefined)[] }) => string>
type Variants = Record<string, string | boolean | undefined>

function themed(theme: Record<string, unknown>, name: string): (variants: Variants) => Slots {
  const make: unknown = tv({ extend: theme, ...appConfig.ui?.[name] } as never)
  return make as (variants: Variants) => Slots
}
const inputTheme = themed(input, 'input')
const selectTheme = themed(selectMenu, 'selectMenu')
const buttonTheme = themed(button, 'button')
const toggleTheme = themed(switchTheme, 'switch')

const known = new Map<string, Record<string, string>>()
function once<Look extends Record<string, string>>(key: string, make: () => Look): Look {
  const look = (known.get(key) as Look | undefined) ?? make()
  known.set(key, look)
  return look
}
const slot = (slots: Slots, name: string, ...classes: (string | undefined)[]): string =>
  slots[name]?.({ class: classes }) ?? ''

/** How an input stands there: framed or quiet, and whether something is wrong with its value. */
export interface Stand {
  quiet: boolean
  invalid: boolean
}
const variants = ({ quiet, invalid }: Stand): Variants => ({
  variant: quiet ? 'none' : 'outline',
  color: invalid ? 'error' : undefined,
  highlight: invalid,
})

/** `tools`: whether buttons stand in it, at its end; `unit`: whether a text does. */
export function inputLook(stand: Stand, end: 'tools' | 'unit' | null, figures: boolean) {
  return once(`input ${stand.quiet} ${stand.invalid} ${end} ${figures}`, () => {
    const slots = inputTheme({ ...variants(stand), trailing: end !== null })
    const tools = end === 'tools' ? (stand.quiet ? 'pe-1 pv-quiet-tool' : 'pe-1') : undefined
    return {
      root: slot(slots, 'root', figures ? 'tabular w-full' : 'w-full'),
      base: slot(slots, 'base', quietUi(stand.quiet).base),
      trailing: slot(slots, 'trailing', tools),
    }
  })
}

export function selectLook(stand: Stand) {
  return once(`select ${stand.quiet} ${stand.invalid}`, () => {
    const slots = selectTheme({ ...variants(stand), trailing: true })
    const clear = buttonTheme({ variant: 'link', color: 'neutral', square: true, leading: true })
    return {
      base: slot(slots, 'base', quietUi(stand.quiet).base, 'w-full'),
      trailing: slot(slots, 'trailing', stand.quiet ? 'pv-quiet-tool' : ''),
      trailingIcon: slot(slots, 'trailingIcon'),
      clear: slot(clear, 'base', slot(slots, 'trailingClear')),
      clearIcon: slot(clear, 'leadingIcon'),
    }
  })
}

export function toggleLook(disabled: boolean) {
  return once(`toggle ${disabled}`, () => {
    const slots = toggleTheme({ disabled })
    return {
      root: slot(slots, 'root', 'py-1.5'),
      container: slot(slots, 'container'),
      base: slot(slots, 'base'),
      thumb: slot(slots, 'thumb'),
    }
  })
}

/** A small button of only an icon. */
export function toolLook() {
  return once('tool', () => {
    const slots = buttonTheme({
      variant: 'ghost',
      color: 'neutral',
      size: 'xs',
      square: true,
      leading: true,
    })
    return { base: slot(slots, 'base'), icon: slot(slots, 'leadingIcon') }
  })
}
