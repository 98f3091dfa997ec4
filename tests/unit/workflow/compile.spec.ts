import { test } from '@japa/runner'
import {
  COMPILE_FAULT_CODES,
  INCIDENT_CODES,
  type CompileFaultCode,
} from '#core/workflow/kernel/codes'
import { compileXml } from '#core/workflow/kernel/compile'
import { MAX_DEPTH, MAX_DOCUMENT_LENGTH, MAX_ELEMENTS } from '#core/workflow/kernel/parse'
import { parametersOf } from '#core/i18n/catalogue'
import { texts } from '#core/i18n/texts'
import { LANGUAGES } from '#core/metadata/types'
import { ALL_MODELS } from '#tests/unit/workflow/models/all'
import { FAULTY } from '#tests/unit/workflow/models/faulty'
import * as m from '#tests/unit/workflow/support/model'

const faultsOf = async (xml: string) =>
  (await compileXml(xml)).faults.map(({ element, code }) => `${element}: ${code}`)

test.group('Workflow compiler, what is refused or warned of', () => {
  for (const [expected, xml] of FAULTY) {
    test(expected, async ({ assert }) => {
      const { graphs, faults } = await compileXml(xml)
      const found = faults.map(({ element, code }) => `${element}: ${code}`)
      assert.include(found, expected)
      const fault = faults[found.indexOf(expected)]
      assert.equal(graphs.length === 0, fault?.severity === 'error', JSON.stringify(faults))
      for (const language of LANGUAGES) {
        const said = texts.find(language, `workflow.fault.${fault?.code}`) ?? ''
        assert.includeMembers(Object.keys(fault?.params ?? {}), parametersOf(said))
      }
    })
  }

  test('every fault has a case above; every fault and incident a text in every language', ({
    assert,
  }) => {
    const tested = new Set(FAULTY.map(([expected]) => expected.split(': ')[1]))
    const documents = new Set([
      ...['document_too_large', 'document_type', 'document_unclear', 'xml_broken', 'not_bpmn'],
      ...['element_unknown', 'too_many_elements', 'nested_too_deep', 'no_executable_process'],
    ])
    const untested = COMPILE_FAULT_CODES.filter((code) => !tested.has(code) && !documents.has(code))
    assert.deepEqual(untested, [])
    const keys = [
      ...COMPILE_FAULT_CODES.map((code) => `workflow.fault.${code}`),
      ...INCIDENT_CODES.map((code) => `workflow.incident.${code}`),
    ]
    const missing = keys.filter((key) => LANGUAGES.some((language) => !texts.has(language, key)))
    assert.deepEqual(missing, [])
  })

  test('all faults at once, in the order of the document', async ({ assert }) => {
    const xml = m.model(
      m.start('s'),
      m.element('complexGateway', { id: 'k' }),
      m.element('serviceTask', { id: 'a', name: 'a' }),
      m.xor('g'),
      m.task('b'),
      m.task('c'),
      m.path('s k a g b'),
      m.flow('g', 'c', 'x >')
    )
    assert.deepEqual(await faultsOf(xml), [
      'k: unsupported_element',
      'a: action_missing',
      'g: default_flow_missing',
      'g_b: flow_without_condition',
      'g_c: expression_invalid',
    ])
  })

  test('the models that are executed have no fault but warnings', async ({ assert }) => {
    for (const { xml, title } of ALL_MODELS) {
      const { faults } = await compileXml(xml)
      const errors = faults.filter(({ severity }) => severity === 'error')
      assert.deepEqual(errors, [], title)
    }
  })
})

test.group('Workflow compiler, documents', () => {
  test('{0}')
    .with<[CompileFaultCode, string][]>([
      ['xml_broken', '<bpmn:definitions'],
      ['xml_broken', ''],
      ['xml_broken', 'no xml at all'],
      ['xml_broken', m.model(m.start('s')).replace('</bpmn:process>', '')],
      ['not_bpmn', '<html></html>'],
      [
        'not_bpmn',
        '<bpmn:process xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="p"/>',
      ],
      ['no_executable_process', m.document('')],
      ['no_executable_process', m.model(m.start('s')).replace('isExecutable="true"', '')],
      ['document_too_large', `<a>${' '.repeat(MAX_DOCUMENT_LENGTH)}</a>`],
      ['document_type', `<!DOCTYPE a [<!ENTITY b "c">]>${m.model(m.start('s'))}`],
      [
        'too_many_elements',
        m.model(...Array.from({ length: MAX_ELEMENTS }, (_, n) => m.task(`t${n}`))),
      ],
      ['nested_too_deep', m.model(nested(MAX_DEPTH + 1))],
      ['nested_too_deep', m.model(nested(4_900))],
      ['element_unknown', m.model(m.start('s'), '<bpmn:nothing/>')],
      ['document_unclear', m.model(m.start('s')).replace('UTF-8', 'ISO-8859-1')],
    ])
    .run(async ({ assert }, [code, xml]) => {
      const { faults } = await compileXml(xml)
      assert.include(
        faults.map((fault) => fault.code),
        code
      )
      assert.deepEqual(faults.map(({ element }) => element).filter(Boolean), [])
    })

  test('processes of several pools; those that are documentation are left alone', async ({
    assert,
  }) => {
    const process = (id: string, executable: boolean) =>
      m.element('process', { id, name: id, isExecutable: executable }, m.start(`${id}_s`))
    const pools = m.element(
      'collaboration',
      { id: 'c' },
      m.element('participant', { id: 'p1', processRef: 'a' }),
      m.element('participant', { id: 'p2', processRef: 'b' }),
      m.element('messageFlow', { id: 'f', sourceRef: 'p2', targetRef: 'a_s' })
    )
    const xml = m.document(pools + process('a', true) + process('b', false) + process('c2', true))
    const { graphs, faults } = await compileXml(xml)
    assert.deepEqual(faults, [])
    assert.deepEqual(
      graphs.map(({ key }) => key),
      ['a', 'c2']
    )
    assert.lengthOf((await compileXml(xml, { all: true })).graphs, 3)
  })
})

function nested(depth: number): string {
  let inner = ''
  for (let at = depth; at > 0; at--)
    inner = `<bpmn:subProcess id="p${at}">${inner}</bpmn:subProcess>`
  return inner
}
