import fc from 'fast-check'
import * as m from '#tests/unit/workflow/support/model'

/** A process as nested blocks: how often each activity is done follows from the drawing. */
export type Block =
  | { kind: 'task' | 'user' }
  | { kind: 'sequence' | 'parallel' | 'sub'; parts: Block[] }
  /** The conditions of the branches are written out; of exclusive ones the first that holds is taken, else the last. */
  | { kind: 'exclusive' | 'inclusive'; parts: Block[]; holds: boolean[] }
  | { kind: 'loop'; part: Block; times: number }
  | { kind: 'many'; part: Block; times: number; sequential: boolean }

export function anyBlock(): fc.Arbitrary<Block> {
  const { block } = fc.letrec<{ block: Block }>((tie) => {
    const parts = fc.array(tie('block'), { minLength: 1, maxLength: 3 })
    const times = fc.integer({ min: 1, max: 3 })
    return {
      block: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.record({ kind: fc.constantFrom('task' as const, 'user' as const) }),
        fc.record({
          kind: fc.constantFrom('sequence' as const, 'parallel' as const, 'sub' as const),
          parts,
        }),
        fc
          .record({ kind: fc.constantFrom('exclusive' as const, 'inclusive' as const), parts })
          .chain(({ kind, parts: list }) =>
            fc
              .array(fc.boolean(), { minLength: list.length, maxLength: list.length })
              .map((holds) => ({ kind, parts: list, holds }))
          ),
        fc.record({ kind: fc.constant('loop' as const), part: tie('block'), times }),
        fc.record({
          kind: fc.constant('many' as const),
          part: tie('block'),
          times,
          sequential: fc.boolean(),
        })
      ),
    }
  })
  return block
}

/** The document of a block, and how often each of its tasks is left. */
export function modelOfBlock(block: Block): { xml: string; expected: { [node: string]: number } } {
  const drawing = new Drawing()
  const { first, last } = drawing.draw(block, 1)
  const ends = [m.start('s'), m.end('e'), m.path(`s ${first}`), m.path(`${last} e`)]
  return { xml: m.model(...ends, ...drawing.parts), expected: drawing.expected }
}

interface Drawn {
  first: string
  last: string
}

class Drawing {
  parts: string[] = []
  expected: { [node: string]: number } = {}
  #next = 1

  #id(letter: string): string {
    return `${letter}${this.#next++}`
  }

  #one(id: string, part: string): Drawn {
    this.parts.push(part)
    return { first: id, last: id }
  }

  draw(block: Block, times: number): Drawn {
    switch (block.kind) {
      case 'task':
      case 'user': {
        const id = this.#id(block.kind === 'task' ? 't' : 'u')
        if (times > 0) this.expected[id] = times
        return this.#one(id, block.kind === 'task' ? m.task(id) : m.user(id))
      }
      case 'sequence': {
        const drawn = block.parts.map((part) => this.draw(part, times))
        drawn.forEach(({ first }, index) => {
          const before = drawn[index - 1]
          if (before) this.parts.push(m.path(`${before.last} ${first}`))
        })
        return { first: drawn[0]?.first ?? '', last: drawn.at(-1)?.last ?? '' }
      }
      case 'parallel':
        return this.#gateways(
          m.and,
          m.and,
          block.parts,
          block.parts.map(() => times)
        )
      case 'exclusive': {
        const taken = block.holds.slice(0, -1).indexOf(true)
        const chosen = taken < 0 ? block.parts.length - 1 : taken
        const counts = block.parts.map((_, index) => (index === chosen ? times : 0))
        return this.#gateways(m.xor, m.xor, block.parts, counts, block.holds)
      }
      case 'inclusive': {
        const none = !block.holds.slice(0, -1).includes(true)
        const counts = block.parts.map((_, index) => {
          const otherwise = index === block.parts.length - 1
          return (otherwise ? none : block.holds[index]) ? times : 0
        })
        return this.#gateways(m.or, m.or, block.parts, counts, block.holds)
      }
      case 'sub':
        return this.#sub(block.parts[0] ?? { kind: 'task' }, times)
      case 'many': {
        const { times: turns, sequential } = block
        const loop = m.many({ cardinality: String(turns), sequential })
        return this.#sub(block.part, times * turns, loop)
      }
      case 'loop':
        return this.#loop(block, times)
    }
  }

  /** With conditions the last branch is the default. */
  #gateways(
    split: (id: string, otherwise?: string) => string,
    join: (id: string) => string,
    parts: Block[],
    counts: number[],
    holds?: boolean[]
  ): Drawn {
    const [first, last] = [this.#id('g'), this.#id('j')]
    const drawn = parts.map((part, index) => this.draw(part, counts[index] ?? 0))
    const otherwise = holds ? `${first}_${drawn.at(-1)?.first ?? ''}` : undefined
    this.parts.push(split(first, otherwise), join(last))
    drawn.forEach((branch, index) => {
      const condition = holds && index < parts.length - 1 ? String(holds[index]) : undefined
      this.parts.push(m.flow(first, branch.first, condition), m.path(`${branch.last} ${last}`))
    })
    return { first, last }
  }

  #sub(part: Block, times: number, ...characteristics: string[]): Drawn {
    const id = this.#id('p')
    const outside = this.parts
    this.parts = []
    const { first, last } = this.draw(part, times)
    const [begin, finish] = [this.#id('s'), this.#id('e')]
    const ends = [
      m.start(begin),
      m.end(finish),
      m.path(`${begin} ${first}`),
      m.path(`${last} ${finish}`),
    ]
    const inside = [...characteristics, ...ends, ...this.parts]
    this.parts = outside
    return this.#one(id, m.sub(id, ...inside))
  }

  /** A loop of flows, counted in a data object of its own. */
  #loop({ part, times: turns }: Extract<Block, { kind: 'loop' }>, times: number): Drawn {
    const id = this.#id('p')
    const outside = this.parts
    this.parts = []
    const [join, split, count, zero] = ['j', 'g', 'c', 'c'].map((letter) => this.#id(letter))
    if (!join || !split || !count || !zero) throw new Error('No ids')
    const { first, last } = this.draw(part, times * turns)
    const [begin, finish] = [this.#id('s'), this.#id('e')]
    const inside = [
      m.element('dataObject', { id: `${id}_n`, name: `n_${id}` }),
      ...[m.start(begin), m.end(finish), m.xor(join), m.xor(split, `${split}_${finish}`)],
      ...[m.script(zero, '0', `n_${id}`), m.script(count, `n_${id} + 1`, `n_${id}`)],
      m.path(`${begin} ${zero} ${join} ${first}`),
      m.path(`${last} ${count} ${split} ${finish}`),
      m.flow(split, join, `n_${id} < ${turns}`),
      ...this.parts,
    ]
    this.parts = outside
    return this.#one(id, m.sub(id, ...inside))
  }
}

/** Any drawing that compiles: nodes with flows between them as they come. */
export function anyGraph(): fc.Arbitrary<string> {
  const kinds = ['task', 'user', 'and', 'or', 'xor', 'catch', 'end'] as const
  const node = fc.constantFrom(...kinds, 'and' as const, 'or' as const, 'user' as const)
  const flows = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.boolean()), {
    minLength: 4,
    maxLength: 24,
  })
  const more = fc.record({ boundary: fc.boolean(), beside: fc.boolean() })
  return fc
    .tuple(fc.array(node, { minLength: 3, maxLength: 12 }), flows, more)
    .map(([nodes, drawn, extras]) => graphOf(nodes, drawn, extras))
}

type Kind = 'task' | 'user' | 'and' | 'or' | 'xor' | 'catch' | 'end'

function graphOf(
  nodes: Kind[],
  drawn: [number, number, boolean][],
  extras: { boundary: boolean; beside: boolean }
): string {
  const id = (index: number) => `${nodes[index]}${index}`
  const parts = [m.start('s'), m.path(`s ${id(0)}`)]
  const flows = new Map<string, { from: number; to: number; holds: boolean }>()
  for (const [from, to, holds] of drawn) {
    if (from >= nodes.length || to >= nodes.length || nodes[from] === 'end') continue
    flows.set(`${from} ${to}`, { from, to, holds })
  }
  nodes.forEach((kind, index) => {
    const last = [...flows.values()].filter(({ from }) => from === index).at(-1)
    const otherwise = last && `${id(index)}_${id(last.to)}`
    parts.push(DRAW[kind](id(index), otherwise))
    for (const { from, to, holds } of flows.values()) {
      if (from !== index) continue
      const decides = (kind === 'or' || kind === 'xor') && last?.to !== to
      parts.push(m.flow(id(from), id(to), decides ? String(holds) : undefined))
    }
  })
  const host = nodes.indexOf('user')
  if (host >= 0 && extras.boundary)
    parts.push(m.boundary('b1', id(host), m.after('PT1H')), m.path(`b1 ${id(0)}`))
  if (host >= 0 && extras.beside)
    parts.push(m.beside('b2', id(host), m.message('M')), m.path(`b2 ${id(1)}`))
  return m.model(...parts)
}

const DRAW: Record<Kind, (id: string, otherwise?: string) => string> = {
  task: (id) => m.task(id),
  user: (id) => m.user(id),
  and: (id) => m.and(id),
  or: (id, otherwise) => m.or(id, otherwise),
  xor: (id, otherwise) => m.xor(id, otherwise),
  catch: (id) => m.caught(id, m.signal('go')),
  end: (id) => m.end(id),
}
