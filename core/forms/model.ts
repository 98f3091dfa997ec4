import type { FieldDefinition, LocalizedText } from '#core/metadata/types'

/**
 * The form model: what the builder edits, the browser renders and the server enforces. Plain data; isomorphic.
 *
 * Elements are a flat map by permanent name, each naming its container and its place in it. So a client's change of one property
 * of one element is one property-level change of the client layer, and a later release of the plugin merges with it.
 */

/**
 * A FEEL expression over the record's fields and the form's questions by name, `user` (`{ id, name, roles }`), `now()` and
 * `today()`. In a repeater names are first those of the row, then those of the record around it; outside, a repeater's field is the
 * list of its rows (`sum(lines.amount)`). Days and instants are those of FEEL. A hidden input counts as empty.
 */
export type Feel = string

export const FORM_KINDS = ['main', 'quick_create', 'quick_view', 'portal', 'evaluation'] as const
export type FormKind = (typeof FORM_KINDS)[number]

export interface FormElementCommon {
  /** Name of the element that contains it; absent for one at the top. */
  parent?: string
  /** Place among its siblings, ascending; siblings of equal order by name. Fractions are allowed, so that moving one changes one. */
  order?: number
  label?: LocalizedText
  help?: LocalizedText
  /** Shown while this is true; a hidden element's inputs are neither validated nor saved. Absent: always. */
  visibleWhen?: Feel
  /** Takes the whole row of its section whatever the columns are. */
  wide?: boolean
  removed?: boolean
}

/** Logic of anything a value is typed into. */
export interface InputLogic {
  requiredWhen?: Feel
  readOnlyWhen?: Feel
  /** The value, calculated from others whenever these change; the input is then read-only. */
  value?: Feel
  /** Checked in the browser and on the server alike; `valid` true or null is no fault. */
  rules?: Record<string, FormRule>
  scoring?: InputScoring
}

export interface FormRule {
  valid: Feel
  message: LocalizedText
  /** `warning` is shown and does not keep from saving. Default `error`. */
  level?: 'error' | 'warning'
}

/** How an answer becomes a mark between 0 and 1, and how much that counts. */
export interface InputScoring {
  /** Share among its siblings; default 1, 0 leaves it out of the score. */
  weight?: number
  /** Marks (0–1) by answer of a choice or boolean. Numbers and ratings are scaled between `min` and `max` of their field instead. */
  marks?: Record<string, number>
  /** Offers "not applicable": its weight then goes to the siblings that apply. */
  notApplicable?: boolean
  /** An answer with a mark at or below `atMost` (default 0) makes the section or the whole form 0. */
  fatal?: { scope: 'section' | 'form'; atMost?: number }
  /** A comment is required where the mark is below this (0–1). */
  commentBelow?: number
  comment?: boolean
  /** What to look for, at length; paragraphs stand on lines of their own. The element's `help` stays the short word beside it. */
  guidance?: LocalizedText
  /** How good and bad answers look, one on each line. */
  examples?: LocalizedText
}

export type FormElement = FormElementCommon &
  (
    | { kind: 'page' }
    | {
        kind: 'section'
        columns?: 1 | 2 | 3 | 4
        collapsible?: boolean
        collapsed?: boolean
        scoring?: { weight?: number }
      }
    | { kind: 'columns'; columns: 2 | 3 | 4 }
    /** An input for a field of the form's entity; inside a repeater, of the repeated entity. */
    | ({ kind: 'field'; field: string } & InputLogic)
    /** An input with a field definition of its own, stored under the element's name in the form's `answersField`. */
    | ({ kind: 'question'; definition: FieldDefinition } & InputLogic)
    /**
     * Repeats its children for each row. `field` is a one-to-many field (rows are records of its target, saved with the record in one
     * transaction) or a JSON field (rows are objects, children are questions).
     */
    | {
        kind: 'repeater'
        field: string
        minRows?: number
        maxRows?: number
        addLabel?: LocalizedText
      }
    | { kind: 'heading'; level?: 2 | 3 | 4 }
    | { kind: 'divider' }
    /** Rich text for the reader, sanitised when it is stored. */
    | { kind: 'text'; html: LocalizedText }
    | { kind: 'related_list'; field: string; view?: string }
    | { kind: 'timeline' }
    | { kind: 'recording_player'; field?: string }
  )
export type FormElementKind = FormElement['kind']
export type FormElementOf<K extends FormElementKind> = Extract<FormElement, { kind: K }>

/** Kinds that may contain others. */
export const CONTAINER_KINDS = ['page', 'section', 'columns', 'repeater'] as const

export interface ScoreBand {
  label: LocalizedText
  color: 'neutral' | 'teal' | 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'purple'
  /** Lowest score of the band, on the form's scale. */
  from: number
}

export interface FormScoring {
  /** The highest score; default 100. */
  scale?: number
  bands?: Record<string, ScoreBand>
}

export interface FormDefinition {
  name: string
  entity: string
  label: LocalizedText
  origin?: string
  kind: FormKind
  elements: Record<string, FormElement>
  /** Chosen for people with one of these roles only; absent: for everybody. */
  roles?: string[]
  /** Chosen for records for which this is true; absent: for all. */
  when?: Feel
  /** Of several forms of a kind that fit, the one with the lowest order is taken. */
  order?: number
  /** The JSON field that holds the answers of questions. */
  answersField?: string
  scoring?: FormScoring
  /** Pages as tabs (default), or as steps that are gone through one after the other. */
  pages?: 'tabs' | 'steps'
  removed?: boolean
}
