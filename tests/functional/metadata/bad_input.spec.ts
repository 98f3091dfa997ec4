import app from '@adonisjs/core/services/app'
import type { ApiClient } from '@japa/api-client'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { Database } from '#core/database/database'
import { Metadata } from '#core/metadata/metadata'
import { LANGUAGES, type DefinitionKind, type Json } from '#core/metadata/types'
import { COMMAND_ORIGIN } from '#core/security/command_origin'
import { Actors } from '#core/security/actors'
import { Records } from '#core/records/records'
import { Solutions } from '#core/solutions/solutions'
import {
  BAD_DEFINITIONS,
  FORM,
  label,
  LOAN,
  world,
  type Package,
  type Wrong,
} from '#tests/functional/metadata/bad_input_cases'
import { BAD_SOLUTIONS } from '#tests/functional/metadata/bad_solution_cases'
import { databaseFingerprint } from '#tests/support/database_fingerprint'
import { signInWith, type SignedIn } from '#tests/support/people'

/** Ways to every property of a definition. */
function placesIn({ kind, name, value }: (typeof world)[number]) {
  const places: { kind: DefinitionKind; name: string; path: string[] }[] = []
  const walk = (at: Json, path: string[]) => {
    places.push({ kind, name, path })
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return
    for (const [key, inner] of Object.entries(at)) walk(inner, [...path, key])
  }
  walk(value, [])
  return places
}

interface Told {
  code: string
  message: string
  details?: { path: string; code: string; message: string }[]
}

async function send(client: ApiClient, { headers }: SignedIn, wrong: Wrong, right: Package) {
  if ('post' in wrong) return client.post(wrong.post).headers(headers).json(wrong.json)
  const zip = Buffer.from(await wrong.upload(right))
  return client
    .post('/api/solutions/runs')
    .headers(headers)
    .file('file', zip, { filename: 'bad.zip' })
}

test.group('bad input: a coded error, told in each language, and nothing changed', (group) => {
  const people: SignedIn[] = []
  let right: Package = { files: new Map() }
  const fingerprint = async () => databaseFingerprint(await app.container.make(Database))

  group.setup(async () => {
    const { container } = app
    const metadata = await container.make(Metadata)
    const records = await container.make(Records)
    const solutions = await container.make(Solutions)
    const system = (await container.make(Actors)).system()
    for (const language of LANGUAGES)
      people.push(await signInWith(['administrator'], { values: { language } }))
    const made = world.map((one) => ({ ...one, path: [] }))
    await metadata.change(system, COMMAND_ORIGIN, made)
    const parent = await records.create(system, COMMAND_ORIGIN, LOAN, {
      x_title: 'First',
      x_rate: 1.2345,
      x_fee: 5,
    })
    await records.create(system, COMMAND_ORIGIN, LOAN, {
      x_title: 'Second',
      x_fee: 5,
      x_parent: parent.id,
    })
    right = await solutions.export(system, COMMAND_ORIGIN, {
      name: 'bad_input',
      label,
      selection: {
        definitions: world.map(({ kind, name }) => `definitions/${kind}/${name}`),
        settings: [],
        records: [],
        parts: [],
      },
    })
  })

  test('{name}: {status} {code}')
    .with([...BAD_DEFINITIONS, ...BAD_SOLUTIONS])
    .run(async ({ assert, client }, { wrong, status, code, detail, at }) => {
      const before = await fingerprint()
      const messages = new Set<string>()
      for (const person of people) {
        const answer = await send(client, person, wrong, right)
        const { error } = answer.body() as { error: Told }
        assert.equal(answer.status(), status, answer.text())
        assert.equal(error.code, code, answer.text())
        const details = error.details ?? []
        if (detail ?? at) {
          const found = details.some(
            (one) => (!detail || one.code === detail) && (!at || one.path.includes(at))
          )
          assert.isTrue(found, answer.text())
        }
        for (const told of [error, ...details]) {
          assert.notMatch(told.message, /^E_|[{}]|^\s*$/, told.code)
          assert.notEqual(told.message, told.code)
        }
        messages.add([error, ...details].map(({ message }) => message).join('\n'))
      }
      assert.lengthOf([...messages], LANGUAGES.length, 'a text in each language')
      assert.deepEqual(await fingerprint(), before)
    })

  test('whatever is put anywhere into a definition is judged, never a crash', async ({
    assert,
  }) => {
    const metadata = await app.container.make(Metadata)
    const system = (await app.container.make(Actors)).system()
    const words = ['x_title', 'x_gone', LOAN, '*', 'constructor', '', '{', '1 +', 'text', 'form']
    const place = fc.constantFrom(...world.flatMap((one) => placesIn(one)))
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(...words),
      fc.dictionary(fc.constantFrom('path', 'op', 'kind', 'type', 'feel', 'en'), fc.jsonValue())
    )
    await fc.assert(
      fc.asyncProperty(place, anything, async ({ kind, name, path }, value) => {
        const changed = [{ kind, name, path, value: value as Json }]
        const { issues } = await metadata.preview(system, changed)
        assert.isArray(issues)
      }),
      { numRuns: 150, seed: 3 }
    )
  })

  test('two consultants change one form: what does not touch is merged, what does is refused and kept as a draft', async ({
    assert,
    client,
  }) => {
    const [first, second] = people as [SignedIn, SignedIn]
    const revision = async () =>
      (await client.get(`/api/metadata/layers/form/${FORM}`).headers(first.headers)).body().revision
    const publish = ({ headers }: SignedIn, path: string[], value: unknown, basedOn?: string) =>
      client
        .post('/api/metadata/changes')
        .headers(headers)
        .json({
          changes: [{ kind: 'form', name: FORM, path, value }],
          ...(basedOn ? { basedOn: [{ kind: 'form', name: FORM, revision: basedOn }] } : {}),
        })
    const read = await revision()
    const draft = { elements: { x_rate: { label: { en: 'Mine' } } } }
    const path = `/api/design/drafts/form/${FORM}`
    await client.put(path).headers(second.headers).json({ content: draft })

    const both = await Promise.all([
      publish(first, ['elements', 'x_title', 'wide'], true),
      publish(second, ['elements', 'x_fee', 'wide'], true),
    ])
    assert.deepEqual(
      both.map((answer) => answer.status()),
      [200, 200]
    )
    const mine = ['elements', 'x_rate', 'label']
    const late = await publish(second, mine, { en: 'Mine', fa: 'من', az: 'Mənim' }, read)
    late.assertStatus(409)
    const { elements } = (await app.container.make(Metadata)).current().form.get(FORM) ?? {}
    assert.isTrue(elements?.x_title?.wide && elements.x_fee?.wide)
    assert.isUndefined(elements?.x_rate?.label)
    const kept = await client.get(path).headers(second.headers)
    assert.deepEqual(kept.body().draft.content, draft)
    const again = await publish(second, mine, { en: 'Mine' }, await revision())
    again.assertStatus(200)
  })
})
