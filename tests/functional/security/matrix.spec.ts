/*
 * Roles × row scopes × field access × every registered door. Each record carries canaries: values that stand nowhere else.
 * No canary of a forbidden record or field may come out of any door, and every one that the door shows and the reader may see
 * must come out: else the test of that door could not fail.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import { test } from '@japa/runner'
import { DEPTHS, type Depth, type FieldAccessLevel } from '#core/metadata/types'
import { Actors } from '#core/security/actors'
import {
  registeredDoors,
  type Canary,
  type CanaryField,
  type Door,
  type DoorKnock,
} from '#core/security/doors'
import { Users } from '#core/security/users'
import env from '#core/start/env'
import { signInAs } from '#tests/support/people'
import {
  ENTITY,
  LEVELS,
  makeMatrixData,
  RELATED,
  roleName,
  TEMPLATE,
  type MatrixData,
} from '#tests/functional/security/matrix_data'
import { ROUTES_WITHOUT_RECORDS } from '#tests/functional/security/routes_without_records'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Every module of doors there is: a door added later is found here. */
async function loadDoors(): Promise<void> {
  for (const folder of ['core', 'plugins']) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    for (const name of names.filter((path) => /(^|\/)doors\.ts$/.test(path)).sort())
      await import(pathToFileURL(join(ROOT, folder, name)).href)
  }
}
await loadDoors()

const ORIGIN = { address: null, channel: 'command' }
const cells = DEPTHS.flatMap((depth) => LEVELS.map((level) => ({ depth, level })))

/** `title` is open to whoever may read the record; the other fields have the level of the cell. */
function mayShow(canary: Canary, data: MatrixData, depth: Depth, level: FieldAccessLevel) {
  if (!data.visible[depth].has(canary.recordId)) return false
  return canary.field === 'title' || level === 'read' || level === 'write'
}

function sender(headers: Record<string, string>): DoorKnock['request'] {
  const address = `http://${env.get('HOST')}:${env.get('PORT')}`
  return async (method, path, body) => {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
}

test.group('matrix', (group) => {
  let data: MatrixData

  group.setup(async () => {
    data = await makeMatrixData()
  })

  async function knockAs(depth: Depth, level: FieldAccessLevel): Promise<DoorKnock> {
    const users = await app.container.make(Users)
    const actors = await app.container.make(Actors)
    await users.setRoles(actors.system(), ORIGIN, data.reader, [roleName(depth, level)])
    const { actor, headers } = await signInAs(data.reader)
    const { ids, relatedIds, canaries, fileIds } = data
    const names = { entity: ENTITY, related: RELATED, template: TEMPLATE }
    const where = { ...names, ids, relatedIds, canaries, fileIds }
    return { actor, ...where, request: sender(headers) }
  }

  function judge(door: Door, answer: string, depth: Depth, level: FieldAccessLevel) {
    const name = ({ recordId, field }: Canary) => `${field} of ${recordId}`
    const shows = (field: CanaryField) => door.shows.includes(field)
    const leaked = data.canaries
      .filter((canary) => !mayShow(canary, data, depth, level))
      .filter(({ text }) => answer.includes(text))
      .map(name)
    const hidden = data.canaries
      .filter((canary) => mayShow(canary, data, depth, level) && shows(canary.field))
      .filter(({ text }) => !answer.includes(text))
      .map(name)
    return { leaked, hidden }
  }

  for (const door of registeredDoors()) {
    test(`${door.name} lets out what {depth} × {level} may see, and nothing else`)
      .with(cells)
      .run(async ({ assert }, { depth, level }) => {
        const answer = await door.probe(await knockAs(depth, level))
        assert.deepEqual(judge(door, answer, depth, level), { leaked: [], hidden: [] })
      })
  }

  test('no route is forgotten: each is knocked at here, or it is said why no record leaves by it', async ({
    assert,
  }) => {
    const knocked = new Set<string>()
    const knock = await knockAs('all', 'read')
    const request: DoorKnock['request'] = (method, path, body) => {
      const route = router.match(path.split('?')[0] ?? '', method, true)?.route
      if (route) knocked.add(`${method} ${route.pattern}`)
      return knock.request(method, path, body)
    }
    for (const door of registeredDoors()) await door.probe({ ...knock, request })
    const routes = Object.values(router.toJSON())
      .flat()
      .filter(({ pattern }) => pattern.startsWith('/api/'))
      .flatMap(({ pattern, methods }) =>
        methods.filter((one) => one !== 'HEAD').map((one) => `${one} ${pattern}`)
      )
    const listed = Object.keys(ROUTES_WITHOUT_RECORDS)
    assert.deepEqual(
      routes.filter((route) => !knocked.has(route) && !listed.includes(route)),
      []
    )
    assert.deepEqual(
      listed.filter((route) => !routes.includes(route) || knocked.has(route)),
      []
    )
  })

  test('knows the doors of the core', ({ assert }) => {
    const names = registeredDoors().map((door) => door.name)
    for (const door of ['list', 'read', 'filter', 'aggregate', 'relation', 'history', 'timeline'])
      assert.include(names, `http.records.${door}`)
  })

  test('would notice a door that leaks, and one that shows nothing', async ({ assert }) => {
    const all = data.canaries.map(({ text }) => text).join(' ')
    const door: Door = { name: 'test', shows: ['title', 'secret'], probe: async () => all }
    assert.isNotEmpty(judge(door, all, 'own', 'masked').leaked)
    assert.isNotEmpty(judge(door, '', 'own', 'read').hidden)
    assert.deepEqual(judge(door, '', 'none', 'write'), { leaked: [], hidden: [] })
  })
})
