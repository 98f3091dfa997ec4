/** How many calls a group gives. Pure. */
export type Quota =
  | { kind: 'fixed'; count: number }
  /** Of the units of the group, 0–100, with bounds. */
  | { kind: 'percent'; percent: number; min?: number; max?: number }

/** What is done where a group has fewer units than its quota. */
export type OnShortfall = 'report' | 'widen' | 'fill'

export type QuotaFault =
  'E_SAMPLING_QUOTA_COUNT' | 'E_SAMPLING_QUOTA_PERCENT' | 'E_SAMPLING_QUOTA_BOUNDS'

const MAX_COUNT = 100_000
const isCount = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= MAX_COUNT

/** Why a quota cannot be met by any population, or null. */
export function quotaFault(quota: Quota): QuotaFault | null {
  if (quota.kind === 'fixed') return isCount(quota.count) ? null : 'E_SAMPLING_QUOTA_COUNT'
  const { percent, min, max } = quota
  if (!(percent > 0 && percent <= 100)) return 'E_SAMPLING_QUOTA_PERCENT'
  const bounds = [min, max].filter((bound) => bound !== undefined)
  return bounds.every(isCount) && (min ?? 0) <= (max ?? MAX_COUNT)
    ? null
    : 'E_SAMPLING_QUOTA_BOUNDS'
}

/** How many a group of so many is to give, on the average. */
export function targetOf(quota: Quota, population: number): number {
  if (quota.kind === 'fixed') return Math.min(quota.count, population)
  const share = (quota.percent / 100) * population
  const bounded = Math.min(Math.max(share, quota.min ?? 0), quota.max ?? Infinity)
  return Math.min(bounded, population)
}

/** No stratum of any group can be asked for more. */
export function capacityOf(quota: Quota, onShortfall: OnShortfall): number {
  if (onShortfall === 'fill') return Infinity
  return quota.kind === 'fixed' ? quota.count : (quota.max ?? Infinity)
}

/** How many a group should give at the least. */
export const wantedOf = (quota: Quota): number =>
  quota.kind === 'fixed' ? quota.count : (quota.min ?? 0)
export const mostOf = (quota: Quota): number =>
  quota.kind === 'fixed' ? Infinity : (quota.max ?? Infinity)
