import { onBeforeUnmount, onMounted, ref, type Ref, type ShallowRef } from 'vue'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import type { FormElementKind } from '#core/forms/model'
import { allowedWhere, mayDrop, placeAt, whereAt, type Dragged, type Where } from '../model/drop.js'
import { isContainer } from '../model/placement.js'
import type { FormEditor } from './editor.js'

type DropData = { target: string; where: Where } | { target: null }

const isRightToLeft = (element: Element): boolean => getComputedStyle(element).direction === 'rtl'
const draggedOf = (data: Record<string | symbol, unknown>): Dragged => data.dragged as Dragged

/** Makes a tile of the palette something that can be dragged onto the form. */
export function useNewDrag(
  element: Readonly<ShallowRef<HTMLElement | null>>,
  what: () => { kind: FormElementKind; field: string }
): void {
  let stop: (() => void) | null = null
  onMounted(() => {
    if (!element.value) return
    stop = draggable({
      element: element.value,
      getInitialData: () => {
        const { kind, field } = what()
        return { dragged: { kind: 'new', element: kind, field } satisfies Dragged }
      },
    })
  })
  onBeforeUnmount(() => stop?.())
}

/** An element of the canvas: can be dragged and dropped upon. Answers where the line stands while something is over it. */
export function useElementDrag(
  editor: FormEditor,
  element: Readonly<ShallowRef<HTMLElement | null>>,
  name: () => string,
  beside: () => boolean
): { line: Ref<Where | null>; dragging: Ref<boolean> } {
  const line = ref<Where | null>(null)
  const dragging = ref(false)
  let stop: (() => void) | null = null
  const around = (node: HTMLElement, input: { clientX: number; clientY: number }): Where =>
    whereAt(
      node.getBoundingClientRect(),
      { x: input.clientX, y: input.clientY },
      {
        container: isContainer(editor.element(name())?.kind ?? 'divider'),
        beside: beside(),
        rightToLeft: isRightToLeft(node),
      }
    )
  onMounted(() => {
    const node = element.value
    if (!node) return
    stop = combine(
      draggable({
        element: node,
        getInitialData: () => {
          const names = editor.chosenSet.value.has(name()) ? editor.chosen.value : [name()]
          return { dragged: { kind: 'elements', names } satisfies Dragged }
        },
        onDragStart: () => {
          dragging.value = true
          if (!editor.chosenSet.value.has(name())) editor.choose([name()])
        },
        onDrop: () => (dragging.value = false),
      }),
      dropTargetForElements({
        element: node,
        canDrop: ({ source, input }) => {
          const meant = around(node, input)
          return allowedWhere(editor.form.value, draggedOf(source.data), name(), meant) !== null
        },
        getData: ({ source, input }) => {
          const meant = around(node, input)
          const where = allowedWhere(editor.form.value, draggedOf(source.data), name(), meant)
          return { target: name(), where: where ?? meant }
        },
        onDrag: ({ self, location }) => {
          const innermost = location.current.dropTargets[0]?.element === node
          line.value = innermost ? (self.data.where as Where) : null
        },
        onDragLeave: () => (line.value = null),
        onDrop: () => (line.value = null),
      })
    )
  })
  onBeforeUnmount(() => stop?.())
  return { line, dragging }
}

const SCROLL_ZONE = 72
const SCROLL_SPEED = 14

/** The canvas as a whole: takes what is let go beside every element, carries drops out, and scrolls near its edges. */
export function useCanvasDrop(
  editor: FormEditor,
  scroller: Readonly<ShallowRef<HTMLElement | null>>
): { over: Ref<boolean> } {
  const over = ref(false)
  let stop: (() => void) | null = null
  let pointer: { y: number } | null = null
  let frame = 0

  function scroll(): void {
    const node = scroller.value
    if (!pointer || !node) return
    const { top, bottom } = node.getBoundingClientRect()
    const [above, below] = [pointer.y - top, bottom - pointer.y]
    if (above < SCROLL_ZONE) node.scrollTop -= SCROLL_SPEED * (1 - Math.max(0, above) / SCROLL_ZONE)
    else if (below < SCROLL_ZONE)
      node.scrollTop += SCROLL_SPEED * (1 - Math.max(0, below) / SCROLL_ZONE)
    frame = requestAnimationFrame(scroll)
  }
  function stopScrolling(): void {
    pointer = null
    cancelAnimationFrame(frame)
  }
  function drop(dragged: Dragged, data: DropData): void {
    const form = editor.form.value
    const place =
      data.target === null ? { parent: null, before: null } : placeAt(form, data.target, data.where)
    if (!mayDrop(form, dragged, place)) return
    if (dragged.kind === 'elements') editor.move(dragged.names, place)
    else editor.add(dragged.element, dragged.field, place)
    editor.focusCanvas.value++
  }
  onMounted(() => {
    const node = scroller.value
    if (!node) return
    stop = combine(
      dropTargetForElements({
        element: node,
        canDrop: ({ source }) =>
          mayDrop(editor.form.value, draggedOf(source.data), { parent: null, before: null }),
        getData: () => ({ target: null }),
        onDrag: ({ location }) => (over.value = location.current.dropTargets[0]?.element === node),
        onDragLeave: () => (over.value = false),
        onDrop: () => (over.value = false),
      }),
      monitorForElements({
        canMonitor: ({ source }) => source.data.dragged !== undefined,
        onDragStart: ({ location }) => {
          pointer = { y: location.initial.input.clientY }
          frame = requestAnimationFrame(scroll)
        },
        onDrag: ({ location }) => {
          if (pointer) pointer.y = location.current.input.clientY
        },
        onDrop: ({ source, location }) => {
          stopScrolling()
          const [target] = location.current.dropTargets
          if (target) drop(draggedOf(source.data), target.data as unknown as DropData)
        },
      })
    )
  })
  onBeforeUnmount(() => {
    stopScrolling()
    stop?.()
  })
  return { over }
}
