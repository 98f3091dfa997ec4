/** By which form each call is evaluated. Pure. */

/** A rule in its turn, with those of the calls in question that are among its calls; null: all of them. */
export interface MatchedRule {
  form: string
  calls: ReadonlySet<number> | null
}

/** The first rule that a call is in decides; what is in none gets the form for all others. */
export function formsByCall(
  calls: readonly number[],
  rules: readonly MatchedRule[],
  otherwise: string
): Map<number, string> {
  return new Map(
    calls.map((call) => {
      const rule = rules.find((one) => one.calls === null || one.calls.has(call))
      return [call, rule?.form ?? otherwise]
    })
  )
}
