/** Student's t: distribution by the incomplete beta function (continued fraction of Lentz), quantiles by halving. */
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const y = x - 1
  const base = y + LANCZOS.length - 0.5
  const sum = LANCZOS.reduce((total, each, at) => total + each / (y + at + 1), 0.99999999999980993)
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(base) - base + Math.log(sum)
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300
  const sane = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / sane(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / sane(1 + even * d)
    c = sane(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / sane(1 + odd * d)
    c = sane(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return result
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)
  )
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b
}

/** The t with P(|T| ≤ t) = `level`, for `freedom` > 0 degrees of freedom. */
export function twoSidedT(level: number, freedom: number): number {
  const outside = (t: number) => incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
  let low = 0
  let high = 2
  while (outside(high) > 1 - level && high < 1e12) high *= 2
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2
    if (outside(middle) > 1 - level) low = middle
    else high = middle
  }
  return (low + high) / 2
}
