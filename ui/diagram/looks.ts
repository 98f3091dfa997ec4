/** Colours and letters of the diagram: the page's own, so that it follows light and dark by itself. */
export const RENDERING = {
  bpmnRenderer: {
    defaultFillColor: 'var(--pv-bpmn-fill)',
    defaultStrokeColor: 'var(--pv-bpmn-stroke)',
    defaultLabelColor: 'var(--pv-bpmn-label)',
  },
  textRenderer: {
    defaultStyle: { fontFamily: 'Vazirmatn, system-ui, sans-serif', fontSize: 12, lineHeight: 1.3 },
    externalStyle: { fontSize: 12, lineHeight: 1.3 },
  },
}
