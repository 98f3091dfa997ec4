/**
 * What other plugins may use of call evaluation. Everything else under this folder is its own affair.
 */
export { Assignments } from './server/evaluations/assignments.js'
export type { NewEvaluation } from './server/evaluations/assignments.js'
export { EvaluationForms } from './server/evaluations/evaluation_forms.js'
export { FormChoice } from './server/evaluations/form_choice.js'
