import { createNode, type FormKitOptions } from '@formkit/core'
import { optionsSymbol, parentSymbol } from '@formkit/vue'
import { defineComponent, h, inject, onBeforeUnmount, watch, type Component } from 'vue'

/** What the compiler of schemas (core/forms/formkit_schema.ts) says of an input. */
const PROPS = [
  ...['type', 'name', 'id', 'label', 'help', 'validationVisibility'],
  ...['element', 'readonly', 'wide', 'addLabel'],
] as const
type Props = Record<(typeof PROPS)[number], unknown>

/**
 * Draws one input of a schema: a node in FormKit's tree and the component of its type. Stands in for FormKit's own component, which
 * does that too and beside it watches two dozen props, attributes, classes and slots that our inputs do not have: in a form of
 * hundreds of inputs that was most of what FormKit cost.
 */
export const FormNode = defineComponent({
  name: 'FormNode',
  inheritAttrs: false,
  props: [...PROPS],
  setup(given) {
    const props = given as Props
    const options = inject<FormKitOptions>(optionsSymbol, {})
    const { name, ...own } = props
    const node = createNode({
      ...options,
      name: String(name),
      parent: inject(parentSymbol, null),
      props: { ...own, __root: document, __slots: {}, attrs: {} } as never,
    })
    watch(props, (next) => {
      const known = node.props as Record<string, unknown>
      for (const key of PROPS) {
        if (key !== 'name' && known[key] !== next[key]) known[key] = next[key]
      }
    })
    onBeforeUnmount(() => node.destroy())
    return () => h(node.props.definition?.component as Component, { context: node.context })
  },
})
