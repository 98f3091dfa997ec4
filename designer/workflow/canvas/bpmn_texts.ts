/** The texts of bpmn-js itself have no keys but their English words; this makes keys of them for our locales. */
export const textKey = (text: string): string =>
  `workflow_designer.bpmn.${text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')}`
