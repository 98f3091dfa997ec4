import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { CodedError } from '#core/errors/coded_error'
import { Metadata } from '#core/metadata/metadata'
import type { ClientChange, Json } from '#core/metadata/types'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { writeZip } from '#core/solutions/archive'
import { toTree, withItem } from '#core/solutions/kernel/tree'
import type { PropertyPlace, Solution, Tree } from '#core/solutions/kernel/types'
import { packSolution, type SolutionPackage } from '#core/solutions/package_codec'
import { Solutions } from '#core/solutions/solutions'
import { signInWith } from '#tests/support/people'
import { workOffJobs } from '#tests/support/work_off_jobs'

const text = (en: string) => ({ en })
const PLANT = 'definitions/entity/garden_plant'

async function tools() {
  const { container } = app
  return {
    system: (await container.make(Actors)).system(),
    metadata: await container.make(Metadata),
    records: await container.make(Records),
    solutions: await container.make(Solutions),
  }
}

function change(
  kind: ClientChange['kind'],
  name: string,
  path: string[],
  value: Json
): ClientChange {
  return { kind, name, path, value }
}

/** The next version of a solution: the given properties set, or taken away by being listed. */
function next(
  { solution }: SolutionPackage,
  version: string,
  set: [unit: string, path: string[], value: Json][],
  removals: PropertyPlace[] = []
): SolutionPackage {
  const content = new Map(solution.content)
  const put = (unit: string, path: readonly string[], item: Tree | undefined) => {
    const tree = withItem(content.get(unit), path, item)
    if (tree) content.set(unit, tree)
    else content.delete(unit)
  }
  for (const [unit, path, value] of set) put(unit, path, toTree(value))
  for (const { unit, path } of removals) put(unit, path, undefined)
  const head: Solution['head'] = { ...solution.head, version }
  return packSolution({ ...solution, head, content, removals })
}

async function importing(pack: SolutionPackage, choices = {}) {
  const { solutions, system } = await tools()
  const { id } = await solutions.check(system, pack.files)
  const impact = await solutions.impact(system, id, choices)
  const run = () => solutions.runImport(system, COMMAND_ORIGIN, id, choices)
  return { id, impact, run }
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
  return ''
}

test.group('imports of solutions', (group) => {
  let first: SolutionPackage

  group.setup(async () => {
    const { metadata, records, solutions, system } = await tools()
    await metadata.change(system, COMMAND_ORIGIN, [
      change('entity', 'garden_plant', ['fields', 'x_origin'], {
        type: 'text',
        label: text('Origin'),
        help: text('Where from'),
      }),
      change('entity', 'garden_plant', ['label', 'en'], 'Flower'),
      change('entity', 'x_pot', [], {
        label: text('Pot'),
        labelPlural: text('Pots'),
        titleField: 'x_code',
        fields: {
          x_code: { type: 'text', label: text('Code'), unique: true },
          x_size: { type: 'integer', label: text('Size') },
          x_inside: { type: 'lookup', label: text('Inside'), target: 'x_pot' },
        },
      }),
    ])
    for (const code of ['A', 'B']) {
      await records.create(system, COMMAND_ORIGIN, 'x_pot', { x_code: code, x_size: 1 })
    }
    first = await solutions.export(system, COMMAND_ORIGIN, {
      name: 'greenhouse',
      label: text('Greenhouse'),
      selection: {
        definitions: [PLANT, 'definitions/entity/x_pot'],
        settings: [],
        records: [{ entity: 'x_pot' }],
        parts: [],
      },
    })
  })

  test('what was exported here changes nothing here', async ({ assert }) => {
    const { metadata } = await tools()
    const before = metadata.current().version
    const { impact, run } = await importing(first)
    assert.isTrue(impact.ready)
    assert.deepEqual([impact.changes, impact.plan.steps, impact.records], [[], [], []])
    assert.equal((await run()).state, 'done')
    assert.equal(metadata.current().version, before)
  })

  test('changes of both sides meet; where they clash somebody chooses; and all can be taken back', async ({
    assert,
  }) => {
    const { metadata, records, solutions, system } = await tools()
    await metadata.change(system, COMMAND_ORIGIN, [
      change('entity', 'garden_plant', ['fields', 'x_origin', 'label', 'en'], 'Country'),
      change('entity', 'garden_plant', ['icon'], 'sprout'),
    ])
    const before = metadata.current()
    const second = next(first, '1.1.0', [
      [PLANT, ['fields', 'x_origin', 'label', 'en'], 'Land'],
      [PLANT, ['fields', 'x_origin', 'required'], true],
      [PLANT, ['fields', 'x_stature'], { type: 'integer', label: text('Height') }],
      ['records/x_pot/C', ['x_code'], 'C'],
      ['records/x_pot/C', ['x_inside'], { key: 'D' }],
      ['records/x_pot/D', ['x_code'], 'D'],
      ['records/x_pot/D', ['x_inside'], { key: 'C' }],
      ['records/x_pot/A', ['x_size'], 9],
    ])
    const { id, impact } = await importing(second)
    assert.isFalse(impact.ready)
    assert.deepEqual(
      impact.conflicts.map(({ path, ours, theirs }) => [path.join('.'), ours, theirs]),
      [['fields.x_origin.label.en', 'Country', 'Land']]
    )
    assert.deepEqual(
      impact.plan.steps.map(({ description }) => description),
      ['add column garden_plant.x_stature bigint']
    )
    assert.deepEqual(impact.records, [{ entity: 'x_pot', created: 2, changed: 1, removed: 0 }])
    const refused = () => solutions.runImport(system, COMMAND_ORIGIN, id, {})
    assert.equal(await codeOf(refused), 'E_SOLUTION_CONFLICTS')
    assert.equal(metadata.current().version, before.version)

    const choices = { [impact.unresolved[0] ?? '']: 'theirs' as const }
    const run = await solutions.runImport(system, COMMAND_ORIGIN, id, choices)
    assert.equal(run.state, 'done')
    const plant = metadata.current().entity.get('garden_plant')
    assert.equal(plant?.fields.x_origin?.label.en, 'Land')
    assert.isTrue(plant?.fields.x_origin?.required)
    assert.equal(plant?.icon, 'sprout')
    const pots = await records.query(system, {
      entity: 'x_pot',
      select: ['x_code', 'x_size', 'x_inside'],
      sort: [{ path: 'x_code' }],
    })
    const inside = pots.rows.map(
      (row) => (row.x_inside as { label?: string } | null)?.label ?? null
    )
    assert.deepEqual(inside, [null, null, 'D', 'C'])
    assert.equal(pots.rows[0]?.x_size, 9)

    await records.create(system, COMMAND_ORIGIN, 'garden_plant', {
      name: 'Rose',
      x_origin: 'Shiraz',
      x_stature: 3,
    })
    const preview = await solutions.previewRollback(system, id)
    assert.equal(preview.toVersion, first.solution.head.version)
    assert.deepEqual(preview.entered, [{ entity: 'garden_plant', field: 'x_stature', rows: 1 }])
    await solutions.rollback(system, COMMAND_ORIGIN, id)
    assert.equal(metadata.current().version, before.version)
    const left = await records.query(system, { entity: 'x_pot', select: ['x_code', 'x_size'] })
    assert.deepEqual(left.rows.map(({ x_code: code, x_size: size }) => `${code}${size}`).sort(), [
      'A1',
      'B1',
    ])
    assert.equal(
      await codeOf(() => solutions.rollback(system, COMMAND_ORIGIN, id)),
      'E_SOLUTION_RUN_STATE'
    )
  })

  test('absence takes nothing away, a listed removal does', async ({ assert }) => {
    const { metadata, solutions, system } = await tools()
    const place = { unit: PLANT, path: ['fields', 'x_origin', 'help'] }
    const listed = next(first, '1.2.0', [], [place])
    const absent = packSolution({ ...listed.solution, removals: [] })
    const silent = await importing(absent)
    assert.deepEqual(silent.impact.changes, [])
    const spoken = await importing(listed)
    assert.deepEqual(
      spoken.impact.changes.map(({ change: what, path }) => `${what} ${path.join('.')}`),
      ['removed fields.x_origin.help']
    )
    await spoken.run()
    assert.isUndefined(metadata.current().entity.get('garden_plant')?.fields.x_origin?.help)
    await solutions.rollback(system, COMMAND_ORIGIN, spoken.id)
    assert.isDefined(metadata.current().entity.get('garden_plant')?.fields.x_origin?.help)
  })

  test('a reference record that is wrong leaves everything as it was', async ({ assert }) => {
    const { metadata } = await tools()
    const before = metadata.current().version
    const wrong = next(first, '1.3.0', [
      [PLANT, ['label', 'en'], 'Herb'],
      ['records/x_pot/E', ['x_code'], 'E'],
      ['records/x_pot/E', ['x_inside'], { key: 'nowhere' }],
    ])
    const { run } = await importing(wrong)
    assert.equal(await codeOf(run), 'E_SOLUTION_RECORDS')
    assert.equal(metadata.current().version, before)
  })

  test('a definition that would be wrong is told before and refused', async ({ assert }) => {
    const wrong = next(first, '1.4.0', [
      [
        'definitions/view/x_broken',
        [],
        { entity: 'garden_plant', label: text('B'), columns: [{ path: 'no' }] },
      ],
    ])
    const { impact, run } = await importing(wrong)
    assert.isFalse(impact.ready)
    assert.equal(impact.issues[0]?.code, 'E_UNKNOWN_FIELD')
    assert.equal(await codeOf(run), 'E_METADATA_INVALID')
  })

  test('names without the prefix, and what other plugins are needed, are refused', async ({
    assert,
  }) => {
    const { solutions, system } = await tools()
    const foreign = next(first, '1.5.0', [
      ['definitions/view/theirs', [], { entity: 'garden_plant', label: text('B'), columns: [] }],
    ])
    assert.equal((await importing(foreign)).impact.issues[0]?.code, 'E_CLIENT_PREFIX')
    const requires = { core: '*', plugins: { orchard: '^2.0.0' } }
    const head = { ...first.solution.head, requires }
    const needy = packSolution({ ...first.solution, head })
    assert.equal(await codeOf(() => solutions.check(system, needy.files)), 'E_SOLUTION_REQUIRES')
  })

  test('a rehearsal finds what a release no longer has', async ({ assert }) => {
    const { solutions, system } = await tools()
    const fine = await solutions.rehearse(system, first.files)
    assert.isFalse(fine.breaks, JSON.stringify(fine))
    const broken = next(first, '1.6.0', [
      ['definitions/entity/garden_gone', ['label', 'en'], 'Gone'],
      [PLANT, ['fields', 'gone', 'label', 'en'], 'Gone'],
    ])
    const report = await solutions.rehearse(system, broken.files)
    assert.isTrue(report.breaks)
    assert.isAbove(report.issues.length + report.dormant.length, 0)
  })
})

test.group('solutions over HTTP', () => {
  test('from the export to the import to the way back, as a job', async ({ assert, client }) => {
    const admin = await signInWith(['administrator'])
    const choices = await client.get('/api/solutions/choices').headers(admin.headers)
    choices.assertStatus(200)
    const selection = { definitions: [PLANT], settings: [], records: [], parts: [] }
    const wish = { name: 'over_http', label: text('Over HTTP'), selection }
    const proposal = await client.post('/api/solutions/propose').headers(admin.headers).json(wish)
    proposal.assertStatus(200)
    assert.equal(proposal.body().version, '1.0.0')
    const exported = await client.post('/api/solutions/export').headers(admin.headers).json(wish)
    exported.assertStatus(200)
    exported.assertHeader('content-type', 'application/zip')

    const { solutions, metadata } = await tools()
    const { runs } = await solutions.overview(admin.actor)
    const run = runs.find(({ solution }) => solution === 'over_http')
    const pack = await solutions.packageOf(admin.actor, run?.id ?? 0)
    const second = next(pack, '1.1.0', [[PLANT, ['label', 'az'], 'Bitki']])
    const upload = await client
      .post('/api/solutions/runs')
      .headers(admin.headers)
      .file('file', Buffer.from(writeZip(second.files)), { filename: 'second.zip' })
    upload.assertStatus(201)
    const { id } = upload.body().run
    const impact = await client
      .post(`/api/solutions/runs/${id}/impact`)
      .headers(admin.headers)
      .json({ choices: {} })
    impact.assertStatus(200)
    assert.isTrue(impact.body().ready)
    const started = await client
      .post(`/api/solutions/runs/${id}/start`)
      .headers(admin.headers)
      .json({ choices: {} })
    started.assertStatus(200)
    await workOffJobs('core.solution')
    const done = await client.get(`/api/solutions/runs/${id}`).headers(admin.headers)
    assert.equal(done.body().run.state, 'done')
    assert.equal(done.body().job.state, 'done')
    assert.equal(metadata.current().entity.get('garden_plant')?.label.az, 'Bitki')
    const compared = await client
      .post('/api/solutions/diff')
      .headers(admin.headers)
      .json({ first: run?.id, second: id })
    assert.lengthOf(compared.body().changes, 1)
    const back = await client.post(`/api/solutions/runs/${id}/rollback`).headers(admin.headers)
    back.assertStatus(200)
    assert.isUndefined(metadata.current().entity.get('garden_plant')?.label.az)
  })

  test('whoever lacks the permission finds every door closed', async ({ assert, client }) => {
    const keeper = await signInWith(['garden_keeper'])
    const asked = await Promise.all([
      client.get('/api/solutions').headers(keeper.headers),
      client.get('/api/solutions/choices').headers(keeper.headers),
      client.post('/api/solutions/propose').headers(keeper.headers).json({ name: 'a' }),
      client.post('/api/solutions/export').headers(keeper.headers).json({ name: 'a' }),
      client.get('/api/solutions/runs/1').headers(keeper.headers),
      client.get('/api/solutions/runs/1/package.zip').headers(keeper.headers),
      client.post('/api/solutions/runs/1/impact').headers(keeper.headers).json({}),
      client.post('/api/solutions/runs/1/start').headers(keeper.headers).json({}),
      client.get('/api/solutions/runs/1/rollback').headers(keeper.headers),
      client.post('/api/solutions/runs/1/rollback').headers(keeper.headers),
      client.post('/api/solutions/runs/1/rehearse').headers(keeper.headers),
      client.post('/api/solutions/diff').headers(keeper.headers).json({ first: 1 }),
    ])
    assert.deepEqual(
      asked.map((answer) => answer.status()),
      asked.map(() => 403)
    )
  })

  test('a consultant cannot hand out by an import what he does not hold', async ({ assert }) => {
    const { solutions } = await tools()
    const consultant = await signInWith(['consultant'])
    const head = { ...(await firstHead()), name: 'with_role' }
    const role = { label: text('King'), entities: { '*': { read: 'all' } }, permissions: ['*'] }
    const pack = packSolution({
      head,
      content: new Map([['definitions/role/x_king', toTree(role)]]),
      removals: [],
      keys: new Map(),
      bases: new Map(),
    })
    const { id } = await solutions.check(consultant.actor, pack.files)
    const run = () => solutions.runImport(consultant.actor, COMMAND_ORIGIN, id, {})
    assert.equal(await codeOf(run), 'E_FORBIDDEN')
  })
})

async function firstHead(): Promise<Solution['head']> {
  return {
    name: 'x',
    label: text('X'),
    version: '1.0.0',
    publisher: 'x_',
    requires: { core: '*', plugins: {} },
  }
}
