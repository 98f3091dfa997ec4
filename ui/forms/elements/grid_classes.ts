/** As whole names, so that the style compiler finds them. Measured against the form, not the screen: a preview may be narrow. */
const GRID: Record<1 | 2 | 3 | 4, string> = {
  1: '',
  2: '@xl:grid-cols-2',
  3: '@xl:grid-cols-2 @3xl:grid-cols-3',
  4: '@xl:grid-cols-2 @4xl:grid-cols-4',
}

export const gridClass = (columns: 1 | 2 | 3 | 4): string => GRID[columns]
