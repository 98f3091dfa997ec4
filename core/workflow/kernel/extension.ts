/**
 * Our additions to BPMN as a moddle extension (`peyvand:*`), used by the compiler and by the designer alike. Everything that
 * BPMN has a place for stands there: conditions in `conditionExpression` (FEEL), timers in `timeDate`/`timeDuration`/`timeCycle`,
 * scripts in `script`, called processes in `calledElement`. Here is only what BPMN has no place for, as children of
 * `bpmn:extensionElements`. Bodies are JSON; a text in them that begins with `=` is FEEL.
 */
export const PEYVAND_NAMESPACE = 'urn:peyvand:bpmn:1.0'

const jsonBody = { name: 'body', type: 'String', isBody: true }
const attribute = (name: string, type = 'String') => ({ name, type, isAttr: true })
const element = (name: string, properties: object[]) => ({
  name,
  superClass: ['Element'],
  properties,
})

export const PEYVAND_MODDLE = {
  name: 'Peyvand',
  prefix: 'peyvand',
  uri: PEYVAND_NAMESPACE,
  xml: { tagAlias: 'lowerCase' },
  associations: [],
  types: [
    /** Service and send tasks, message throw and end events: `type` is the action's name in the registry. */
    element('Action', [attribute('type'), jsonBody]),
    /** User tasks: assignment, form, due date, priority, reminders. */
    element('UserTask', [jsonBody]),
    /** Business rule tasks: the permanent name of a decision table. */
    element('Decision', [attribute('ref')]),
    /** Processes: the roles that may start them by hand, `{"roles": […]}`. */
    element('Starters', [jsonBody]),
    /** Start events: what begins an instance beyond BPMN's own event definitions. */
    element('Trigger', [attribute('type'), jsonBody]),
    /** Input and output mapping of activities and events. */
    element('Io', [
      { name: 'inputs', type: 'Input', isMany: true },
      { name: 'outputs', type: 'Output', isMany: true },
    ]),
    element('Input', [attribute('target'), attribute('source')]),
    element('Output', [attribute('target'), attribute('source')]),
    /** Where the result goes when there is no output mapping. */
    element('Result', [attribute('variable')]),
    /** Messages that are caught or thrown: which conversation it belongs to. */
    element('Correlation', [attribute('key')]),
    /** Timers that count business hours: the name of a calendar. */
    element('Calendar', [attribute('ref')]),
    element('Retry', [attribute('attempts', 'Integer'), attribute('backoff')]),
    /** Child of `multiInstanceLoopCharacteristics`' extension elements. */
    element('Loop', [
      attribute('collection'),
      attribute('elementVariable'),
      attribute('outputCollection'),
      attribute('outputElement'),
    ]),
  ],
} as const
