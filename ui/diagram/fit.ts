interface Size {
  width: number
  height: number
}
export interface Box extends Size {
  x: number
  y: number
}

/** Labels and marks reach beyond their elements. */
const MARGIN = 30

/** What of the plane is shown so that all of it is seen, in the middle and not larger than `most`. Pure. */
export function fitted(inner: Box, outer: Size, most: number): { box: Box; level: number } {
  const level = Math.min(
    most,
    outer.width / (inner.width + 2 * MARGIN),
    outer.height / (inner.height + 2 * MARGIN)
  )
  const [width, height] = [outer.width / level, outer.height / level]
  const x = inner.x + (inner.width - width) / 2
  const y = inner.y + (inner.height - height) / 2
  return { box: { x, y, width, height }, level }
}
