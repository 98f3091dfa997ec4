import Handlebars from 'handlebars'
import { cellText } from '#core/templates/formats'
import { faultOfParser } from '#core/templates/fault_position'
import { tooDeepAt } from '#core/templates/nesting'
import { BLOCKS, HELPERS, isTruthy } from '#core/templates/helpers'
import type { Frame, Output } from '#core/templates/output'
import type { Cell, Escaping, PathUse, TemplateFault } from '#core/templates/types'
import type { JsonPrimitive } from '#core/metadata/types'

/**
 * From the source to something that runs: Handlebars parses, this module compiles its tree to closures. No JavaScript is
 * generated, no property of any object is looked up by a name of the template (a scope is asked instead), so that there is no
 * prototype to reach and every bound can be kept exactly. Pure.
 */
export const BOUNDS = { source: 64_000, depth: 8, nodes: 4_000, uses: 300 } as const

export interface CompiledTemplate {
  /** Every path it reads, each once a list. */
  uses: readonly PathUse[]
  write(frame: Frame, output: Output): void
}
export type Compilation = { template: CompiledTemplate } | { faults: TemplateFault[] }

type Writer = (frame: Frame, output: Output) => void
type Reader = (frame: Frame) => Cell
type Loc = hbs.AST.SourceLocation | undefined

const DATA: Record<string, Reader> = {
  now: ({ around }) => ({
    value: around.now.toISOString(),
    field: { type: 'datetime', label: { en: '' } },
  }),
  user: ({ around }) => ({ value: around.userName, field: null }),
  index: (frame) => ({ value: frame.index, field: null }),
  number: (frame) => ({ value: frame.index + 1, field: null }),
  count: (frame) => ({ value: frame.count, field: null }),
  first: (frame) => ({ value: frame.index === 0, field: null }),
  last: (frame) => ({ value: frame.index === frame.count - 1, field: null }),
}

export function compileTemplate(source: string, escaping: Escaping): Compilation {
  if (source.length > BOUNDS.source) {
    const params = { limit: BOUNDS.source }
    return { faults: [{ code: 'E_TEMPLATE_TOO_LONG', line: 1, column: 1, params }] }
  }
  const deep = tooDeepAt(source, BOUNDS.depth)
  if (deep) {
    return { faults: [{ code: 'E_TEMPLATE_TOO_DEEP', ...deep, params: { limit: BOUNDS.depth } }] }
  }
  let program: hbs.AST.Program
  try {
    program = Handlebars.parse(source)
  } catch (error) {
    return { faults: [faultOfParser(error instanceof Error ? error.message : '', source)] }
  }
  const compiler = new Compiler(escaping)
  const write = compiler.program(program, null, 0)
  if (compiler.faults.length > 0) return { faults: compiler.faults }
  return { template: { uses: compiler.uses, write } }
}

class Compiler {
  readonly faults: TemplateFault[] = []
  readonly uses: PathUse[] = []
  readonly #escape: boolean
  #nodes = 0
  #parentheses = 0

  constructor(escaping: Escaping) {
    this.#escape = escaping === 'html'
  }

  /** @param list the list whose rows the body is written for, null outside of one */
  program(program: hbs.AST.Program, list: string | null, depth: number): Writer {
    if ((program.blockParams ?? []).length > 0) this.#unsupported('as |…|', program.loc)
    if (depth > BOUNDS.depth) {
      this.#fault('E_TEMPLATE_TOO_DEEP', program.loc, { limit: BOUNDS.depth })
      return () => undefined
    }
    const writers = program.body.map((statement) => this.#statement(statement, list, depth))
    return (frame, output) => {
      for (const write of writers) write(frame, output)
    }
  }

  #statement(statement: hbs.AST.Statement, list: string | null, depth: number): Writer {
    this.#nodes += 1
    if (this.#nodes === BOUNDS.nodes) {
      this.#fault('E_TEMPLATE_TOO_LONG', statement.loc, { limit: BOUNDS.nodes })
    }
    switch (statement.type) {
      case 'ContentStatement': {
        const { value } = statement as hbs.AST.ContentStatement
        return (_frame, output) => output.add(String(value))
      }
      case 'CommentStatement':
        return () => undefined
      case 'MustacheStatement':
        return this.#mustache(statement as hbs.AST.MustacheStatement, list)
      case 'BlockStatement':
        return this.#block(statement as hbs.AST.BlockStatement, list, depth)
      default:
        return this.#unsupported('{{> …}}', statement.loc)
    }
  }

  #mustache(statement: hbs.AST.MustacheStatement, list: string | null): Writer {
    const raw = this.#escape && !(statement as { escaped?: boolean }).escaped
    if (raw) this.#fault('E_TEMPLATE_RAW', statement.loc)
    const read = this.#call(statement, list)
    return (frame, output) => {
      const text = cellText(read(frame), frame.around)
      output.add(this.#escape ? escapeHtml(text) : text)
    }
  }

  #block(block: hbs.AST.BlockStatement, list: string | null, depth: number): Writer {
    const name = String(block.path.original)
    if (block.hash && block.hash.pairs.length > 0) this.#unsupported('key=value', block.loc)
    if (!BLOCKS.some((known) => known === name)) {
      this.#fault('E_TEMPLATE_UNKNOWN_BLOCK', block.loc, { name })
      return () => undefined
    }
    const [param, ...more] = block.params
    if (!param || more.length > 0) {
      this.#fault('E_TEMPLATE_ARGUMENTS', block.loc, { name, min: 1, max: 1 })
      return () => undefined
    }
    if (name === 'each') return this.#each(block, param, list, depth)
    const wanted = name === 'if'
    const read = this.#expression(param, list)
    const then = this.program(block.program, list, depth + 1)
    const otherwise = block.inverse ? this.program(block.inverse, list, depth + 1) : null
    return (frame, output) => {
      if (isTruthy(read(frame)) === wanted) then(frame, output)
      else otherwise?.(frame, output)
    }
  }

  #each(
    block: hbs.AST.BlockStatement,
    param: hbs.AST.Expression,
    outer: string | null,
    depth: number
  ): Writer {
    const path = param.type === 'PathExpression' ? (param as hbs.AST.PathExpression) : null
    const name = path && !path.data ? path.parts.join('.') : ''
    if (!path || name === '') return this.#unsupported('#each', block.loc)
    if (outer !== null) {
      this.#fault('E_TEMPLATE_NESTED_LISTS', block.loc)
      return () => undefined
    }
    this.#use({ list: name, path: 'id' }, path.loc)
    const body = this.program(block.program, name, depth + 1)
    const otherwise = block.inverse ? this.program(block.inverse, null, depth + 1) : null
    return (frame, output) => {
      const rows = frame.scope.rows(name)
      for (const [index, scope] of rows.entries()) {
        body({ scope, parent: frame, index, count: rows.length, around: frame.around }, output)
      }
      if (rows.length === 0) otherwise?.(frame, output)
    }
  }

  /** `{{path}}`, `{{helper …}}` or `(helper …)`. A name with parameters, or of a helper that needs none, is a helper. */
  #call(call: hbs.AST.MustacheStatement | hbs.AST.SubExpression, list: string | null): Reader {
    const pairs = call.hash?.pairs ?? []
    const name =
      call.path.type === 'PathExpression'
        ? String((call.path as hbs.AST.PathExpression).original)
        : ''
    const isHelper = call.params.length > 0 || pairs.length > 0 || call.type === 'SubExpression'
    if (!isHelper) return this.#expression(call.path as hbs.AST.Expression, list)
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined
    if (!helper) {
      this.#fault('E_TEMPLATE_UNKNOWN_HELPER', call.loc, { name })
      return nothing
    }
    const [min, max] = helper.params
    if (call.params.length < min || call.params.length > max) {
      this.#fault('E_TEMPLATE_ARGUMENTS', call.loc, { name, min, max })
    }
    for (const { key, loc } of pairs) {
      if (!helper.hash?.includes(key))
        this.#fault('E_TEMPLATE_UNKNOWN_OPTION', loc, { name, option: key })
    }
    const params = call.params.map((param) => this.#expression(param, list))
    const hash = pairs.map(({ key, value }) => [key, this.#expression(value, list)] as const)
    return (frame) =>
      helper.run({
        params: params.map((read) => read(frame)),
        hash: Object.fromEntries(hash.map(([key, read]) => [key, read(frame)])),
        around: frame.around,
      })
  }

  #expression(expression: hbs.AST.Expression, list: string | null): Reader {
    switch (expression.type) {
      case 'PathExpression':
        return this.#path(expression as hbs.AST.PathExpression, list)
      case 'SubExpression':
        return this.#nested(expression as hbs.AST.SubExpression, list)
      case 'StringLiteral':
      case 'NumberLiteral':
      case 'BooleanLiteral': {
        const { value } = expression as hbs.AST.StringLiteral | hbs.AST.NumberLiteral
        return () => ({ value, field: null })
      }
      case 'NullLiteral':
      case 'UndefinedLiteral':
        return nothing
      default:
        this.#unsupported(expression.type, expression.loc)
        return nothing
    }
  }

  #nested(expression: hbs.AST.SubExpression, list: string | null): Reader {
    if (this.#parentheses === BOUNDS.depth) {
      this.#fault('E_TEMPLATE_TOO_DEEP', expression.loc, { limit: BOUNDS.depth })
      return nothing
    }
    this.#parentheses += 1
    const read = this.#call(expression, list)
    this.#parentheses -= 1
    return read
  }

  #path(path: hbs.AST.PathExpression, list: string | null): Reader {
    const { parts, depth } = path
    const name = parts.join('.')
    if (path.data) {
      const read = Object.hasOwn(DATA, name) ? DATA[name] : undefined
      if (!read) this.#fault('E_TEMPLATE_UNKNOWN_NAME', path.loc, { name: `@${name}` })
      return read ?? nothing
    }
    if (name === '') {
      this.#unsupported('this', path.loc)
      return nothing
    }
    if (depth > (list === null ? 0 : 1)) {
      this.#unsupported('../', path.loc)
      return nothing
    }
    this.#use({ list: depth === 0 ? list : null, path: name }, path.loc)
    return depth === 0
      ? (frame) => frame.scope.cell(name)
      : (frame) => (frame.parent ?? frame).scope.cell(name)
  }

  #use(use: Pick<PathUse, 'list' | 'path'>, loc: Loc): void {
    if (this.uses.some(({ list, path }) => list === use.list && path === use.path)) return
    if (this.uses.length === BOUNDS.uses) {
      this.#fault('E_TEMPLATE_TOO_LONG', loc, { limit: BOUNDS.uses })
    }
    this.uses.push({ ...use, line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 })
  }

  #unsupported(what: string, loc: Loc): Writer {
    this.#fault('E_TEMPLATE_UNSUPPORTED', loc, { what })
    return () => undefined
  }

  #fault(code: string, loc: Loc, params?: Record<string, JsonPrimitive>): void {
    this.faults.push({
      code,
      line: loc?.start.line ?? 1,
      column: (loc?.start.column ?? 0) + 1,
      ...(params ? { params } : {}),
    })
  }
}

const nothing: Reader = () => ({ value: null, field: null })

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '=': '&#61;',
}
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`=]/g, (letter) => ENTITIES[letter] ?? letter)
}
