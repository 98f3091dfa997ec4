/*
 * Makes the administrator and the form that the bench of forms fills in, through the product's own services. Prints one JSON line.
 */
import { bootApplication } from '#tests/bench/support/application'
import { benchForm } from '#tests/bench/support/large_form'

const app = await bootApplication()
const { Metadata } = await import('#core/metadata/metadata')
const { Actors } = await import('#core/security/actors')
const { Users } = await import('#core/security/users')
const actor = (await app.container.make(Actors)).system()
const origin = { address: null, channel: 'command' }
const login = 'consultant'
const users = await app.container.make(Users)
await users.create(actor, origin, {
  values: { login, name: 'Consultant' },
  roles: ['administrator'],
  password: process.env.BENCH_PASSWORD ?? '',
})
const { entity, form } = benchForm(Number(process.env.BENCH_FIELDS))
const metadata = await app.container.make(Metadata)
await metadata.change(actor, origin, [
  { kind: 'entity', name: 'x_large', path: [], value: entity },
  { kind: 'form', name: 'x_large_main', path: [], value: form },
])
console.log(JSON.stringify({ login }))
process.exit(0)
