import { test } from '@japa/runner'
import { Site } from '#plugins/telephony/server/assembler/site'
import {
  defaultSiteOptions,
  siteOptionIssues,
} from '#plugins/telephony/server/assembler/site_options'

const options = defaultSiteOptions(1, 'Asia/Tehran')

test.group('Options of a site', () => {
  test('all issues come at once, each with its path', ({ assert }) => {
    const bad = {
      ...options,
      timeZone: 'Asia/Nowhere',
      internalNumberLength: { min: 4, max: 3 },
      prefixRules: [{ direction: 'inbound' as const, pattern: '(', replace: '' }],
      surveyUserfield: '[',
    }
    assert.deepEqual(siteOptionIssues(bad), [
      { path: 'timeZone', code: 'unknown_time_zone' },
      { path: 'internalNumberLength', code: 'bad_range' },
      { path: 'prefixRules.0.pattern', code: 'bad_pattern' },
      { path: 'surveyUserfield', code: 'bad_pattern' },
    ])
    assert.throws(() => new Site(bad), /E_TELEPHONY_SITE_OPTIONS/)
    assert.deepEqual(siteOptionIssues(options), [])
  })

  test('channel {channel} is a {kind}, agent {agent}')
    .with([
      { channel: 'PJSIP/202-00000130', kind: 'phone', agent: '202' },
      { channel: 'SIP/202-00000130', kind: 'phone', agent: '202' },
      { channel: 'PJSIP/trunk-main-0000012e', kind: 'trunk', agent: undefined },
      { channel: 'PJSIP/1234-00000001', kind: 'trunk', agent: undefined },
      { channel: 'DAHDI/0103-1', kind: 'trunk', agent: undefined },
      { channel: 'Local/205@from-queue-00000002;1', kind: 'local', agent: undefined },
      { channel: 'Snoop/1795334638.384-00000000', kind: 'snoop', agent: undefined },
      { channel: 'PJSIP/sara-00000001', kind: 'phone', agent: '207' },
      { channel: '', kind: 'none', agent: undefined },
    ])
    .run(({ assert }, { channel, kind, agent }) => {
      const site = new Site({
        ...options,
        trunks: ['12*'],
        members: [{ interface: 'PJSIP/sara', name: 'Sara', extension: '207' }],
      })
      const party = site.partyOf(channel)
      assert.equal(party.kind, kind)
      assert.equal(party.agent?.agent, agent)
    })

  test('an agent is one whatever the PBX calls it', ({ assert }) => {
    const site = new Site({
      ...options,
      members: [
        { interface: 'PJSIP/204', name: 'Dina Moradi', extension: '' },
        { interface: 'Local/205@from-queue/n', name: 'Reza', extension: '' },
      ],
      extensionNames: { '201': 'Sara' },
    })
    const texts = ['Dina Moradi', 'PJSIP/204', 'Local/204@from-queue/n', 'SIP/204']
    assert.deepEqual(
      texts.map((text) => site.agentOf(text)?.agent),
      ['204', '204', '204', '204']
    )
    assert.equal(site.agentOf('PJSIP/205')?.name, 'Reza')
    assert.equal(site.agentOf('PJSIP/201')?.name, 'Sara')
    assert.equal(site.agentOf('Agent/201')?.agent, '201')
    assert.equal(site.agentOf('Somebody')?.agent, 'Somebody')
    assert.isNull(site.agentOf('NONE'))
    assert.isNull(site.agentOf(''))
    assert.deepEqual(site.aliasesOf('204'), ['204', 'Dina Moradi', 'PJSIP/204'])
  })

  test('withheld and foreign callers have no number to look up', ({ assert }) => {
    const site = new Site(options)
    const number = (text: string) => site.externalNumber('inbound', text)
    assert.deepEqual(['anonymous', '', 'sara@host', 'Unavailable'].map(number), ['', '', '', ''])
    assert.deepEqual(['+989121234567', '02188776655'].map(number), ['+989121234567', '02188776655'])
  })
})
