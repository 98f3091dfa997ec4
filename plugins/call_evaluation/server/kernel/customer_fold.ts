import { FIFTHS } from './customer_scale.js'
import type { CustomerFigures } from './report.js'

/** Sums of calls and of the marks that customers gave them. */
export interface CustomerSums {
  answered: number
  marked: number
  marks: number
  sum: number
  fifths: number[]
}

export const noMarks = (): CustomerSums => ({
  answered: 0,
  marked: 0,
  marks: 0,
  sum: 0,
  fifths: Array<number>(FIFTHS).fill(0),
})

/** Counts marks of the same fifth in; `sum` is of their percents. */
export function addMarks(sums: CustomerSums, fifth: number, count: number, sum: number): void {
  sums.marks += count
  sums.sum += sum
  sums.fifths[fifth] = (sums.fifths[fifth] ?? 0) + count
}

export function addCustomers(into: CustomerSums, part: CustomerSums): void {
  into.answered += part.answered
  into.marked += part.marked
  into.marks += part.marks
  into.sum += part.sum
  into.fifths = into.fifths.map((count, at) => count + (part.fifths[at] ?? 0))
}

export function customerFigures({
  answered,
  marked,
  marks,
  sum,
  fifths,
}: CustomerSums): CustomerFigures {
  return {
    answered,
    marked,
    responseRate: answered === 0 ? null : marked / answered,
    marks,
    mean: marks === 0 ? null : sum / marks,
    fifths,
  }
}
