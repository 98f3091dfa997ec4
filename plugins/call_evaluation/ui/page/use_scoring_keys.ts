import { nextTick } from 'vue'
import { useEventListener } from '@vueuse/core'
import { notApplicableKey } from '#core/forms/answer_keys'
import type { FormInput } from '#core/forms/compiled_form'
import type { ReadableField } from '#ui/api/types.js'
import { markOptions } from '#ui/forms/marks/mark_options.js'
import type { LiveForm } from '#ui/forms/live_form.js'
import { useMetadata } from '#ui/stores/metadata_store.js'
import type { Json } from '#core/metadata/types'
import { commandOf, whereOf, type Command } from './keys.js'
import type { useCriteria } from './use_criteria.js'

interface Sheet {
  live: LiveForm
  enter(key: string, value: Json): void
}
interface Player {
  toggle(): void
  step(by: number): void
  setLoopEnd(end: 'a' | 'b'): void
  endLoop(): void
  faster(by: 1 | -1): void
  toggleSilence(): void
}
export interface KeyTargets {
  sheet: () => Sheet | null
  player: () => Player | null
  writable: () => boolean
  criteria: ReturnType<typeof useCriteria>
  remark: (criterion: string | null) => void
  evaluation: (by: 1 | -1) => void
  finish: () => void
  help: () => void
}

/** Everything on the page of an evaluation by keyboard. */
export function useScoringKeys(targets: KeyTargets): void {
  const metadata = useMetadata()
  const { criteria } = targets

  /** The criterion that keys are about: the chosen one, else the first. */
  function target(): { sheet: Sheet; input: FormInput; element: HTMLElement } | null {
    const sheet = targets.sheet()
    const element = criteria.present()
    const input = sheet?.live.input(element?.dataset.criterion ?? '')
    return sheet && element && input ? { sheet, input, element } : null
  }
  async function mark(digit: string): Promise<void> {
    const at = target()
    if (!at?.input.logic.scoring || !targets.writable()) return
    const { sheet, input, element } = at
    const { key, definition, logic } = input
    const field = definition as ReadableField
    const list = field.type === 'choice' ? metadata.choices(field.choices) : null
    const options = logic.scoring ? markOptions(field, logic.scoring, list) : null
    const option = options?.find((one) => one.digit === digit)
    if (!option || logic.value !== undefined) return
    criteria.focus(input.element)
    sheet.enter(notApplicableKey(key), false)
    sheet.enter(key, option.value)
    await nextTick()
    if (sheet.live.score.value?.items[input.element]?.commentMissing)
      element.querySelector('textarea')?.focus()
  }
  function setNone(key: (own: string) => string, value: Json): void {
    const at = target()
    if (!at || !targets.writable()) return
    criteria.focus(at.input.element)
    at.sheet.enter(key(at.input.key), value)
  }
  function notApplicable(): void {
    const at = target()
    if (!at?.input.logic.scoring?.notApplicable) return
    const { raw } = at.sheet.live.state.value
    setNone(notApplicableKey, raw[notApplicableKey(at.input.key)] !== true)
  }
  function clear(): void {
    setNone(notApplicableKey, false)
    setNone((own) => own, null)
  }
  function press(selector: string): void {
    const at = target()
    if (!at) return
    criteria.focus(at.input.element)
    at.element.querySelector<HTMLElement>(selector)?.click()
  }
  function comment(): void {
    const at = target()
    const field = at?.element.querySelector('textarea')
    if (field) field.focus()
    else press('[data-comment]')
  }

  function run(command: Command): void {
    const player = targets.player()
    switch (command.do) {
      case 'toggle':
        return player?.toggle()
      case 'step':
        return player?.step(command.by)
      case 'speed':
        return player?.faster(command.by)
      case 'loop':
        return player?.setLoopEnd(command.end)
      case 'loop_off':
        return player?.endLoop()
      case 'silence':
        return player?.toggleSilence()
      case 'mark':
        return void mark(command.digit)
      case 'not_applicable':
        return notApplicable()
      case 'clear':
        return clear()
      case 'comment':
        return comment()
      case 'guidance':
        return press('[data-guidance]')
      case 'remark':
        return targets.remark(criteria.current.value)
      case 'criterion':
        return criteria.walk(command.by)
      case 'evaluation':
        return targets.evaluation(command.by)
      case 'leave':
        return criteria.focus(criteria.current.value ?? '')
      case 'finish':
        return targets.finish()
      case 'help':
        return targets.help()
    }
  }

  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const { code, key, altKey: alt, shiftKey: shift } = event
    const control = event.ctrlKey || event.metaKey
    const command = commandOf({ code, key, alt, shift, control }, whereOf(document.activeElement))
    if (!command) return
    event.preventDefault()
    run(command)
  })
}
