import { referencesOf, type FeelReferences } from '#core/expressions/references'
import { costOf, MAX_FEEL_COST } from '#core/expressions/cost'
import {
  argumentsOf,
  calleeOf,
  childrenOf,
  MAX_FEEL_LENGTH,
  readFeel,
  textOfNode,
  type FeelNode,
  type FeelSyntax,
} from '#core/expressions/syntax'
import { FEEL_FUNCTIONS, HIGHER_FUNCTIONS, PATTERN_ARGUMENTS } from '#core/expressions/functions'
import { isSafePattern } from '#core/expressions/safe_pattern'

/** Keys of the texts `errors.<code>`; the same in the browser. */
export type FeelFaultCode =
  | 'E_FEEL_EMPTY'
  | 'E_FEEL_SYNTAX'
  | 'E_FEEL_TOO_LONG'
  | 'E_FEEL_TOO_DEEP'
  | 'E_FEEL_TOO_COSTLY'
  | 'E_FEEL_UNBOUNDED'
  | 'E_FEEL_FUNCTION'
  | 'E_FEEL_LAMBDA'
  | 'E_FEEL_PATTERN'

/** A mistake at characters `from` to `to` of the expression; `message` is English, for logs and tools. */
export interface FeelFault {
  from: number
  to: number
  code: FeelFaultCode
  message: string
}

export interface FeelAnalysis extends FeelReferences {
  faults: readonly FeelFault[]
}

/** Nesting beyond which an expression is refused: evaluation recurses. */
const MAX_DEPTH = 80
const MAX_FAULTS = 20

const MESSAGES: Record<FeelFaultCode, string> = {
  E_FEEL_EMPTY: 'The expression is empty',
  E_FEEL_SYNTAX: 'This cannot be read here',
  E_FEEL_TOO_LONG: `An expression has at most ${MAX_FEEL_LENGTH} characters`,
  E_FEEL_TOO_DEEP: 'The expression is nested too deeply',
  E_FEEL_TOO_COSTLY: 'The expression would take too long: too many loops inside each other',
  E_FEEL_UNBOUNDED: 'A loop runs over a list, or over a range of at most 1000 written as numbers',
  E_FEEL_FUNCTION: 'There is no such function',
  E_FEEL_LAMBDA: 'A function can only be written as an argument of sort or list replace',
  E_FEEL_PATTERN: 'A pattern is a text written out, without nested repetition',
}

/**
 * Reads an expression without running it: the names it takes from outside, as paths (for dependencies and "where used"), and
 * everything that stands against running it, with positions. An expression without faults ends in bounded time. The same answer is
 * given to everybody who asks for the same expression.
 */
export function analyseFeel(expression: string): FeelAnalysis {
  const known = memory.get(expression)
  if (known) return known
  const analysis = read(expression)
  if (memory.size >= MEMORY) memory.clear()
  memory.set(expression, analysis)
  return analysis
}

/** Expressions come from definitions, so they are few, and reading one costs more than running it: each is read once. */
const MEMORY = 2_000
const memory = new Map<string, FeelAnalysis>()

function read(expression: string): FeelAnalysis {
  const whole = (code: FeelFaultCode): FeelAnalysis => ({
    names: [],
    ambiguous: [],
    faults: [fault(code, 0, expression.length)],
  })
  if (expression.length > MAX_FEEL_LENGTH) return whole('E_FEEL_TOO_LONG')
  if (expression.trim() === '') return whole('E_FEEL_EMPTY')
  const syntax = readFeel(expression)
  if (isDeep(syntax.root)) return whole('E_FEEL_TOO_DEEP')
  const references = referencesOf(syntax)
  const faults = syntaxFaults(syntax)
  if (faults.length === 0) faults.push(...meaningFaults(syntax))
  return { ...references, faults: faults.slice(0, MAX_FAULTS) }
}

function fault(code: FeelFaultCode, from: number, to: number): FeelFault {
  return { from, to, code, message: MESSAGES[code] }
}

/** Walks with a cursor, not by recursion: the tree may be deeper than the stack. */
function isDeep(root: FeelNode): boolean {
  const cursor = root.cursor()
  let depth = 0
  let deepest = 0
  cursor.iterate(
    () => {
      depth++
      deepest = Math.max(deepest, depth)
    },
    () => {
      depth--
    }
  )
  return deepest > MAX_DEPTH
}

/** Where the grammar does not know how to go on; an empty place is widened to the character beside it. */
function syntaxFaults({ text, root }: FeelSyntax): FeelFault[] {
  const faults: FeelFault[] = []
  root.cursor().iterate(({ from, to, type }) => {
    if (!type.isError) return
    const end = Math.max(to, Math.min(from + 1, text.length))
    const start = end > from ? from : Math.max(0, from - 1)
    const last = faults.at(-1)
    if (!last || start >= last.to) faults.push(fault('E_FEEL_SYNTAX', start, end))
  })
  return faults
}

function meaningFaults(syntax: FeelSyntax): FeelFault[] {
  const faults: FeelFault[] = []
  const add = (code: FeelFaultCode, { from, to }: FeelNode) => faults.push(fault(code, from, to))
  function visit(node: FeelNode): void {
    if (node.name === 'FunctionInvocation') {
      const callee = calleeOf(syntax, node)
      if (callee === null || !FEEL_FUNCTIONS.has(callee)) {
        add('E_FEEL_FUNCTION', node.firstChild ?? node)
      } else {
        const pattern = badPattern(syntax, node, callee)
        if (pattern) add('E_FEEL_PATTERN', pattern)
      }
    }
    if (node.name === 'FunctionDefinition' && !isArgument(syntax, node)) {
      add('E_FEEL_LAMBDA', node)
      return
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(syntax.root)
  const { cost, faults: loops } = costOf(syntax)
  for (const { node } of loops) add('E_FEEL_UNBOUNDED', node)
  if (cost > MAX_FEEL_COST) add('E_FEEL_TOO_COSTLY', syntax.root)
  return faults
}

/** The argument of a call that should be a harmless pattern and is not. */
function badPattern(syntax: FeelSyntax, call: FeelNode, callee: string): FeelNode | null {
  const place = PATTERN_ARGUMENTS.get(callee)
  if (!place) return null
  const given = argumentsOf(syntax, call)
  const pattern =
    given.find(({ name }) => name === place.name) ??
    (given[0]?.name === null ? given[place.at] : undefined)
  if (!pattern) return null
  if (pattern.value.name !== 'StringLiteral') return pattern.value
  const written = textOfNode(syntax, pattern.value).slice(1, -1).replaceAll('\\\\', '\\')
  return isSafePattern(written) ? null : pattern.value
}

function isArgument(syntax: FeelSyntax, node: FeelNode): boolean {
  const parent = node.parent?.name === 'NamedParameter' ? node.parent.parent : node.parent
  const call = parent?.parent
  return call?.name === 'FunctionInvocation' && HIGHER_FUNCTIONS.has(calleeOf(syntax, call) ?? '')
}
