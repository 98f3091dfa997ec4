import { analyseFeel } from '#core/expressions/feel'
import type { Json } from '#core/metadata/types'
import type { CompileFaultCode } from '#core/workflow/kernel/codes'
import { textOf, type Element } from '#core/workflow/kernel/moddle'
import { isDuration, isInstant, readCycle } from '#core/workflow/kernel/time'
import type { CompileFault, Template, Text } from '#core/workflow/kernel/types'

/** Collects what stands against publishing, and reads the texts of elements, which is where most of it is found. */
export class Faults {
  readonly list: CompileFault[] = []

  error(
    element: Element | string | null,
    code: CompileFaultCode,
    params: CompileFault['params'] = {}
  ): void {
    this.#add(element, code, params, 'error')
  }

  warning(
    element: Element | string | null,
    code: CompileFaultCode,
    params: CompileFault['params'] = {}
  ): void {
    this.#add(element, code, params, 'warning')
  }

  /** Whether something was said of an element already: what follows from it is not said again. */
  knows(element: string): boolean {
    return this.list.some((fault) => fault.element === element)
  }

  get refused(): boolean {
    return this.list.some(({ severity }) => severity === 'error')
  }

  /** FEEL with or without its leading `=`; null where it is missing or cannot be run. */
  feel(element: Element, raw: string | null): string | null {
    if (raw === null) return null
    const expression = raw.startsWith('=') ? raw.slice(1).trim() : raw
    if (/[$#]\{/.test(expression)) {
      this.error(element, 'expression_language', { expression: shortened(expression) })
      return null
    }
    const [fault] = analyseFeel(expression).faults
    if (!fault) return expression
    const params = { expression: shortened(expression), reason: fault.code, from: fault.from }
    this.error(element, 'expression_invalid', params)
    return null
  }

  /** The body of a BPMN expression element (a condition, a cardinality). */
  expression(element: Element, expression: Element | null): string | null {
    if (!expression) return null
    const language = textOf(expression, 'language')
    if (language && !/feel/i.test(language)) {
      this.error(element, 'expression_language', { expression: language })
      return null
    }
    return this.feel(element, textOf(expression, 'body'))
  }

  /** A literal, or FEEL where it begins with `=`. */
  text(element: Element, raw: string | null): Text | null {
    if (raw === null) return null
    if (raw.startsWith('=')) {
      const feel = this.feel(element, raw)
      return feel === null ? null : { feel }
    }
    if (/[$#]\{/.test(raw)) {
      this.error(element, 'expression_language', { expression: shortened(raw) })
      return null
    }
    return { literal: raw }
  }

  /** The JSON of one of our extension elements. */
  template(element: Element, raw: string | null): Template {
    if (raw === null) return {}
    try {
      const template = JSON.parse(raw) as Json
      this.#check(element, template)
      return template
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      this.error(element, 'configuration_invalid', { message: error.message })
      return {}
    }
  }

  timer(element: Element, form: 'date' | 'duration' | 'cycle', raw: string | null): Text | null {
    const value = this.text(element, raw)
    if (value === null) {
      if (raw === null) this.error(element, 'timer_missing')
      return null
    }
    if ('feel' in value) return value
    const { literal } = value
    const known =
      form === 'date'
        ? isInstant(literal)
        : form === 'duration'
          ? isDuration(literal)
          : readCycle(literal) !== null
    if (!known) this.error(element, 'timer_invalid', { form, value: shortened(literal) })
    return value
  }

  #check(element: Element, template: Template): void {
    if (typeof template === 'string') {
      if (template.startsWith('=')) this.feel(element, template)
    } else if (typeof template === 'object' && template !== null) {
      for (const part of Object.values(template)) this.#check(element, part)
    }
  }

  #add(
    element: Element | string | null,
    code: CompileFaultCode,
    params: CompileFault['params'],
    severity: CompileFault['severity']
  ): void {
    const id = typeof element === 'string' ? element : (element?.id ?? null)
    this.list.push({ code, element: id, params, severity })
  }
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)
