/** Who evaluates what was drawn. Pure; the order of work and of people decides, so that it can be repeated. */
export type Assigning = 'own' | 'round_robin' | 'least_loaded'

export interface Work {
  id: number
  /** The user who spoke, where there is one. */
  agent: number | null
}
export interface Evaluator {
  user: number
  /** Open evaluations; and those given on this day. */
  open: number
  today: number
}
export interface AssignmentPlan {
  how: Assigning
  evaluators: readonly Evaluator[]
  /** Evaluator of an agent, for `own`. */
  ownOf: ReadonlyMap<number, number>
  /** Most evaluations a person may be given on a day; null: any number. */
  cap: number | null
}
export type Unassigned = 'no_evaluator' | 'cap'
export interface Assignment {
  id: number
  evaluator: number | null
  reason: Unassigned | null
}

/** Nobody evaluates their own call. */
export function assign(work: readonly Work[], plan: AssignmentPlan): Assignment[] {
  const people = [...plan.evaluators]
    .sort((a, b) => a.user - b.user)
    .map((person) => ({ ...person }))
  const free = (person: Evaluator) => plan.cap === null || person.today < plan.cap
  let turn = 0

  function choose(agent: number | null): { person: Evaluator | null; reason: Unassigned | null } {
    const allowed = people.filter(({ user }) => user !== agent)
    if (plan.how === 'own') {
      const own = agent === null ? undefined : plan.ownOf.get(agent)
      const person = allowed.find(({ user }) => user === own)
      if (!person) return { person: null, reason: 'no_evaluator' }
      return free(person) ? { person, reason: null } : { person: null, reason: 'cap' }
    }
    if (allowed.length === 0) return { person: null, reason: 'no_evaluator' }
    const able = allowed.filter(free)
    if (able.length === 0) return { person: null, reason: 'cap' }
    if (plan.how === 'least_loaded') {
      const person = able.reduce((best, each) => (each.open < best.open ? each : best))
      return { person, reason: null }
    }
    for (let step = 0; step < people.length; step++) {
      const person = people[(turn + step) % people.length]
      if (!person || !able.includes(person)) continue
      turn = (turn + step + 1) % people.length
      return { person, reason: null }
    }
    return { person: null, reason: 'cap' }
  }

  return work.map(({ id, agent }) => {
    const { person, reason } = choose(agent)
    if (person) {
      person.open++
      person.today++
    }
    return { id, evaluator: person?.user ?? null, reason }
  })
}
