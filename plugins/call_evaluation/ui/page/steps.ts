import type { StepName } from '../api/types.js'

/** How the steps of an evaluation look as buttons; the first that is open is the one that is meant. */
export interface StepLook {
  step: StepName
  icon: string
  /** Asks for words first. */
  reason: boolean
  color: 'primary' | 'neutral' | 'warning'
}
export const STEP_LOOKS: readonly StepLook[] = [
  { step: 'finish', icon: 'i-lucide-check-check', reason: false, color: 'primary' },
  { step: 'publish', icon: 'i-lucide-send', reason: false, color: 'primary' },
  { step: 'acknowledge', icon: 'i-lucide-thumbs-up', reason: false, color: 'primary' },
  { step: 'rescore', icon: 'i-lucide-rotate-ccw', reason: true, color: 'primary' },
  { step: 'uphold', icon: 'i-lucide-gavel', reason: true, color: 'neutral' },
  { step: 'dispute', icon: 'i-lucide-message-square-warning', reason: true, color: 'neutral' },
  { step: 'reopen', icon: 'i-lucide-undo-2', reason: false, color: 'neutral' },
]

/** The buttons of who may take these steps. The first answer begins the work: there is no button for that. */
export function stepButtons(open: readonly StepName[]): StepLook[] {
  return STEP_LOOKS.filter(({ step }) => open.includes(step))
}
