/**
 * The score of a filled form.
 *
 * - The **mark** m of an item lies in [0, 1]: what `marks` says of the answer of a choice or boolean (a boolean without marks: yes 1,
 *   no 0), or (answer − min) ÷ (max − min) of a number or rating.
 * - An item **counts** when it is visible, not marked "not applicable", answered, and its weight is above 0.
 * - A group (section, or the form) has the score S = Σ wᵢ·sᵢ ÷ Σ wᵢ over its items and sections that count, sᵢ being the mark of an
 *   item and the score of a section. So the weight of what does not count goes to its siblings in proportion to theirs.
 * - A group in which nothing counts has no score (null), and does not count in its own group.
 * - A **fatal** answer (mark ≤ `atMost`) makes S of its section, or of the form, 0; also with weight 0.
 * - The form's score is S × scale, rounded to two decimals; its band is the one with the highest `from` that it reaches.
 *
 * Pages and columns are no groups: what they contain counts where they stand.
 */
import { commentKey, notApplicableKey } from '#core/forms/answer_keys'
import { elementTree, type ElementNode } from '#core/forms/element_tree'
import { isEmptyValue } from '#core/forms/field_rules'
import type { FormDefinition, InputScoring, ScoreBand } from '#core/forms/model'
import { ratingBounds } from '#core/forms/number_bounds'
import type { FieldDefinition, Json } from '#core/metadata/types'

export const DEFAULT_SCALE = 100

export interface ScoredItem {
  element: string
  /** Null: not answered, not applicable, or no mark for the answer. */
  mark: number | null
  weight: number
  /** Part of the whole form that the item decides, 0–1; 0 where it does not count. */
  share: number
  notApplicable: boolean
  fatal: boolean
  /** A comment is needed and missing. */
  commentMissing: boolean
}

export interface ScoredSection {
  element: string
  /** 0–1; null where nothing in it counts. */
  score: number | null
  weight: number
  fatal: boolean
}

export interface FormScore {
  /** On the form's scale; null where nothing counts. */
  score: number | null
  scale: number
  band: { name: string; band: ScoreBand } | null
  /** An answer made the whole form 0. */
  fatal: boolean
  items: Record<string, ScoredItem>
  sections: Record<string, ScoredSection>
  answered: number
  /** Items that apply, answered or not. */
  applicable: number
}

export interface ScoreOptions {
  /** Definitions of the fields that scored elements name. */
  fields?: Readonly<Record<string, FieldDefinition>>
  visible?: (element: string) => boolean
}

interface Part {
  weight: number
  score: number | null
  share: (part: number) => void
}

/** Whether the form gives a score at all. */
export function isScored(form: Pick<FormDefinition, 'elements'>): boolean {
  return Object.values(form.elements).some(
    (element) =>
      !element.removed &&
      (element.kind === 'field' || element.kind === 'question') &&
      element.scoring !== undefined
  )
}

/** The score of a form for answers by key: of questions the element's name, of fields the field's. */
export function score(
  form: Pick<FormDefinition, 'elements' | 'scoring'>,
  answers: Readonly<Record<string, Json>>,
  options: ScoreOptions = {}
): FormScore {
  return new Scoring(answers, options).of(form)
}

/** The mark of an answer, or null where it has none. */
export function markOf(
  { marks }: InputScoring,
  definition: FieldDefinition,
  answer: Json | undefined
): number | null {
  if (isEmptyValue(answer) || answer === undefined) return null
  if (marks) {
    const mark = Object.hasOwn(marks, String(answer)) ? marks[String(answer)] : undefined
    if (mark !== undefined) return clamped(mark)
  }
  if (typeof answer === 'boolean') return marks ? null : Number(answer)
  if (typeof answer !== 'number') return null
  const { min, max } = ratingBounds(definition)
  return max > min ? clamped((answer - min) / (max - min)) : null
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value))

class Scoring {
  readonly #items: Record<string, ScoredItem> = {}
  readonly #sections: Record<string, ScoredSection> = {}
  #fatal = false

  constructor(
    private answers: Readonly<Record<string, Json>>,
    private options: ScoreOptions
  ) {}

  of(form: Pick<FormDefinition, 'elements' | 'scoring'>): FormScore {
    const { scale = DEFAULT_SCALE, bands = {} } = form.scoring ?? {}
    const parts = elementTree(form).flatMap((node) => this.#parts(node, null))
    const average = mean(parts)
    const share = shares(parts)
    if (!this.#fatal) share(1)
    const whole = this.#fatal ? 0 : average
    const result = whole === null ? null : Math.round(whole * scale * 100) / 100
    const items = Object.values(this.#items)
    const applicable = items.filter(({ notApplicable }) => !notApplicable)
    return {
      score: result,
      scale,
      band: result === null ? null : bandOf(bands, result),
      fatal: this.#fatal,
      items: this.#items,
      sections: this.#sections,
      answered: applicable.filter(({ mark }) => mark !== null).length,
      applicable: applicable.length,
    }
  }

  #parts(node: ElementNode, section: ScoredSection | null): Part[] {
    const { name, element, children } = node
    if (this.options.visible && !this.options.visible(name)) return []
    switch (element.kind) {
      case 'page':
      case 'columns':
        return children.flatMap((child) => this.#parts(child, section))
      case 'section':
        return this.#section(name, element.scoring?.weight ?? 1, children)
      case 'field': {
        const definition = this.options.fields?.[element.field]
        return element.scoring && definition
          ? this.#item(name, element.field, element.scoring, definition, section)
          : []
      }
      case 'question':
        return element.scoring
          ? this.#item(name, name, element.scoring, element.definition, section)
          : []
      default:
        return []
    }
  }

  #section(element: string, weight: number, children: ElementNode[]): Part[] {
    const section: ScoredSection = { element, score: null, weight, fatal: false }
    const parts = children.flatMap((child) => this.#parts(child, section))
    if (parts.length === 0 && !section.fatal) return []
    this.#sections[element] = section
    section.score = section.fatal ? 0 : mean(parts)
    const share = shares(parts)
    return [{ weight, score: section.score, share: section.fatal ? () => {} : share }]
  }

  #item(
    element: string,
    key: string,
    scoring: InputScoring,
    definition: FieldDefinition,
    section: ScoredSection | null
  ): Part[] {
    const notApplicable =
      scoring.notApplicable === true && this.answers[notApplicableKey(key)] === true
    const mark = notApplicable ? null : markOf(scoring, definition, this.answers[key])
    const { weight = 1, fatal, commentBelow } = scoring
    const isFatal = fatal !== undefined && mark !== null && mark <= (fatal.atMost ?? 0)
    if (isFatal && (fatal.scope === 'form' || section === null)) this.#fatal = true
    else if (isFatal && section) section.fatal = true
    const needsComment = mark !== null && commentBelow !== undefined && mark < commentBelow
    const item: ScoredItem = {
      element,
      mark,
      weight,
      share: 0,
      notApplicable,
      fatal: isFatal,
      commentMissing: needsComment && isEmptyValue(this.answers[commentKey(key)]),
    }
    this.#items[element] = item
    return [{ weight, score: mark, share: (part) => (item.share = part) }]
  }
}

const counts = ({ weight, score: own }: Part): boolean => own !== null && weight > 0

/** The weighted mean of what counts, or null. */
function mean(parts: readonly Part[]): number | null {
  const counting = parts.filter(counts)
  const total = counting.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return null
  return clamped(counting.reduce((sum, part) => sum + part.weight * (part.score ?? 0), 0) / total)
}

/** Hands a part of the whole down to what counts, in proportion to the weights. */
function shares(parts: readonly Part[]): (part: number) => void {
  const counting = parts.filter(counts)
  const total = counting.reduce((sum, { weight }) => sum + weight, 0)
  return (part) => {
    for (const { weight, share } of counting) share((part * weight) / total)
  }
}

function bandOf(
  bands: Readonly<Record<string, ScoreBand>>,
  result: number
): { name: string; band: ScoreBand } | null {
  const reached = Object.entries(bands).filter(([, { from }]) => from <= result)
  const [best] = reached.sort(([, a], [, b]) => b.from - a.from)
  return best ? { name: best[0], band: best[1] } : null
}
