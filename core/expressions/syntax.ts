import { parseExpression } from 'feelin'

/** A node of FEEL's syntax tree. */
export type FeelNode = ReturnType<typeof parseExpression>['topNode']

/** An expression read: its tree and the text that positions refer to. */
export interface FeelSyntax {
  text: string
  root: FeelNode
}

/** Longer expressions are refused: no person reads them, and every write of a record pays for them. */
export const MAX_FEEL_LENGTH = 4_000

/** Names with blanks are those of functions; names of fields have none. */
export function readFeel(text: string): FeelSyntax {
  const names = { 'total seconds': null }
  return { text, root: parseExpression(text, names, undefined).topNode }
}

export function childrenOf(node: FeelNode): FeelNode[] {
  const children: FeelNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

export function textOfNode({ text }: FeelSyntax, node: FeelNode): string {
  return text.slice(node.from, node.to).replace(/\s+/g, ' ')
}

/** Name of the function that a call names, or null where it is not named but computed. */
export function calleeOf(syntax: FeelSyntax, call: FeelNode): string | null {
  const callee = call.firstChild
  return callee?.name === 'VariableName' ? textOfNode(syntax, callee) : null
}

/** The arguments of a call, positional or named. */
export function argumentsOf(
  syntax: FeelSyntax,
  call: FeelNode
): { name: string | null; value: FeelNode }[] {
  const positional = call.getChild('PositionalParameters')
  if (positional) return childrenOf(positional).map((value) => ({ name: null, value }))
  const named = call.getChild('NamedParameters')
  return (named ? childrenOf(named) : []).flatMap((parameter) => {
    const [name, value] = [parameter.firstChild, parameter.lastChild]
    return name && value ? [{ name: textOfNode(syntax, name), value }] : []
  })
}
