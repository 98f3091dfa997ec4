import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { compile } from '#core/workflow/kernel/compile'
import type { Element } from '#core/workflow/kernel/moddle'
import { parseDocument, writeDocument } from '#core/workflow/kernel/parse'
import { canonical } from '#tests/unit/workflow/support/xml_tree'

const FOLDER = join(process.env.PEYVAND_SHARED ?? '../shared', 'data/bpmn')
const documents = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.bpmn'))
  .sort()

async function read(name: string): Promise<{ xml: string; definitions: Element; codes: string[] }> {
  const xml = readFileSync(join(FOLDER, name), 'utf8')
  const { definitions, faults } = await parseDocument(xml)
  if (!definitions) throw new Error(`${name}: ${JSON.stringify(faults)}`)
  return { xml, definitions, codes: faults.map(({ code }) => code) }
}

/**
 * What bpmn-moddle does not write as it was: references to nothing (a fault names each), the old name of an element, and an
 * attribute that a tool wrote twice, with its prefix and without.
 */
const REWRITTEN: { [name: string]: RegExp } = {
  'miwg-reference/C.8.1.bpmn':
    /outMessageRef\[\] {2}triso:unspecified$|formalExpression\[\] {2}manager$|constraintsType=enumeration $/,
}

test.group('Workflow documents of other tools', () => {
  test('there are some', ({ assert }) => {
    assert.lengthOf(documents, 29)
  })

  for (const name of documents) {
    test(`${name}: every process compiles or is refused by element and code`, async ({
      assert,
    }) => {
      const { definitions } = await read(name)
      const { graphs, faults } = compile(definitions, { all: true })
      const refused = faults.filter(({ severity }) => severity === 'error')
      assert.isTrue(graphs.length > 0 || refused.length > 0)
      assert.deepEqual(
        refused.filter(({ element }) => element === null),
        []
      )
    })

    test(`${name}: import and export lose nothing`, async ({ assert }) => {
      const { xml, definitions } = await read(name)
      const [before, after] = [canonical(xml), canonical(await writeDocument(definitions))]
      const there = new Set(after)
      const lost = before.filter((line) => !there.has(line))
      const rewritten = REWRITTEN[name]
      assert.deepEqual(
        lost.filter((line) => !rewritten?.test(line)),
        []
      )
      if (rewritten) assert.lengthOf(lost, 6)
      else assert.lengthOf(after, before.length)
    })
  }

  test('what is refused, and what runs as it is', async ({ assert }) => {
    const summary: { [name: string]: string } = {}
    for (const name of documents) {
      const { definitions } = await read(name)
      const { graphs, faults } = compile(definitions, { all: true })
      const codes = faults.filter(({ severity }) => severity === 'error').map(({ code }) => code)
      summary[name.split('/').at(-1) ?? ''] = [graphs.length, ...new Set(codes)].join(' ')
    }
    assert.containsSubset(summary, {
      'usertask__task-form-embedded__loanApproval.bpmn': '1',
      'deployment__embedded-spring-rest__loanApproval.bpmn': '0 action_missing',
      'testing__assert__job-announcement-publication-process__camunda-testing-job-announcement.bpmn':
        '0 action_missing expression_language',
      'A.1.0.bpmn': '1',
      'A.2.0.bpmn': '0 flow_without_condition',
      'A.4.1.bpmn': '2',
      'C.6.0.bpmn': '0 message_missing timer_missing action_missing event_misplaced',
    })
  })
})
