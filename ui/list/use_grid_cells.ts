import { nextTick, ref, watch, type Ref } from 'vue'
import type { GridColumn, GridRow } from './grid_types.js'

interface CellProps<Row extends GridRow> {
  columns: GridColumn[]
  rows: Row[]
  cells?: boolean | undefined
  editable?: ((key: string) => boolean) | undefined
}
interface CellActions<Row extends GridRow> {
  edit(row: Row, key: string, typed: string | undefined): void
  moveTo(index: number): void
  focus(): void
  scroller: Readonly<Ref<HTMLElement | null>>
}

/** The active cell of a grid and how keys, clicks and typing lead to its editor. */
export function useGridCells<Row extends GridRow>(
  props: CellProps<Row>,
  active: Ref<number>,
  actions: CellActions<Row>
) {
  /** -1: rows are chosen. */
  const activeColumn = ref(-1)
  watch(
    () => props.cells,
    (cells) => (activeColumn.value = cells ? Math.max(0, activeColumn.value) : -1)
  )
  const isEditable = (at: number): boolean => {
    const key = props.columns[at]?.key
    return key !== undefined && props.editable?.(key) === true
  }
  const cellId = (index: number, at: number): string =>
    `grid-cell-${props.rows[index]?.id ?? 'none'}-${at}`

  async function show(): Promise<void> {
    await nextTick()
    document
      .getElementById(cellId(active.value, activeColumn.value))
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  function start(at: number, typed?: string): boolean {
    const row = props.rows[active.value]
    const key = props.columns[at]?.key
    if (!row || key === undefined || !isEditable(at)) return false
    activeColumn.value = at
    actions.edit(row, key, typed)
    return true
  }
  const firstEditable = (): number => props.columns.findIndex((_, at) => isEditable(at))

  /** Keys that concern cells; true when the key was one. */
  function keyed(event: KeyboardEvent): boolean {
    if (props.rows.length === 0 || active.value < 0) return false
    const { key } = event
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    let done = false
    if (key === 'F2') done = start(activeColumn.value >= 0 ? activeColumn.value : firstEditable())
    else if (props.cells && plain) {
      if (key === 'ArrowLeft' || key === 'ArrowRight') {
        const rtl = document.documentElement.dir === 'rtl'
        const by = (key === 'ArrowRight') === rtl ? -1 : 1
        const last = props.columns.length - 1
        activeColumn.value = Math.max(0, Math.min(last, activeColumn.value + by))
        void show()
        done = true
      } else if (key === 'Enter') done = start(activeColumn.value)
      else if (key.length === 1 && key !== ' ') done = start(activeColumn.value, key)
    }
    if (done) event.preventDefault()
    return done
  }
  function columnOf(event: Event): number {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-column]')
    return props.columns.findIndex(({ key }) => key === cell?.dataset.column)
  }
  function chooseCell(event: MouseEvent): void {
    const at = columnOf(event)
    if (at >= 0) activeColumn.value = at
  }
  function editCell(index: number, event: MouseEvent): void {
    if (!props.cells || (event.target as HTMLElement).closest('a, button, input')) return
    active.value = index
    start(columnOf(event))
  }
  /** Where the work goes on when a cell was left: the next one that can be edited opens at once. */
  function afterEdit(done: boolean, next: 'stay' | 'down' | 'after' | 'before'): void {
    if (!done) return
    const focused = document.activeElement
    const lost = focused === null || focused === document.body
    if (next !== 'stay' || lost || actions.scroller.value?.contains(focused)) actions.focus()
    if (next === 'down') actions.moveTo(active.value + 1)
    if (next !== 'after' && next !== 'before') return
    const by = next === 'after' ? 1 : -1
    for (let at = activeColumn.value + by; at >= 0 && at < props.columns.length; at += by) {
      if (start(at)) return
    }
    const row = active.value + by
    if (row < 0 || row >= props.rows.length) return
    actions.moveTo(row)
    const order = props.columns.map((_, at) => (by > 0 ? at : props.columns.length - 1 - at))
    const wrapped = order.find(isEditable)
    if (wrapped !== undefined) start(wrapped)
  }
  return { activeColumn, cellId, keyed, chooseCell, editCell, afterEdit }
}
