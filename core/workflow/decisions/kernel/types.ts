/** Decision tables as they are evaluated. Plain data; pure and isomorphic. */
export const HIT_POLICIES = [
  'UNIQUE',
  'FIRST',
  'PRIORITY',
  'ANY',
  'COLLECT',
  'RULE ORDER',
  'OUTPUT ORDER',
] as const
export type HitPolicy = (typeof HIT_POLICIES)[number]
export const AGGREGATIONS = ['SUM', 'MIN', 'MAX', 'COUNT'] as const
export type Aggregation = (typeof AGGREGATIONS)[number]

export interface DecisionInput {
  /** FEEL. */
  expression: string
  label: string | null
}

export interface DecisionOutput {
  /** Empty where the table has one output only: then the result is its value. */
  name: string
  /** The most important first: for `PRIORITY` and `OUTPUT ORDER`. FEEL literals. */
  values: string[]
}

export interface DecisionRule {
  /** FEEL unary tests; empty and `-` fit anything. */
  tests: string[]
  /** FEEL. */
  results: string[]
}

export type Decision = { key: string; name: string | null; requires: string[] } & (
  | {
      kind: 'table'
      hitPolicy: HitPolicy
      aggregation: Aggregation | null
      inputs: DecisionInput[]
      outputs: DecisionOutput[]
      rules: DecisionRule[]
    }
  | { kind: 'expression'; expression: string; variable: string | null }
)

export type Decisions = { [key: string]: Decision }

export interface DecisionFault {
  code:
    | 'xml_broken'
    | 'not_dmn'
    | 'no_decision'
    | 'decision_empty'
    | 'key_wrong'
    | 'hit_policy_unknown'
    | 'aggregation_of_several'
    | 'output_nameless'
    | 'rule_length'
    | 'expression_invalid'
    | 'required_missing'
    | 'required_circle'
    | 'too_large'
  /** Id of the element or decision; null for the document. */
  element: string | null
  params: { [name: string]: string | number }
}
