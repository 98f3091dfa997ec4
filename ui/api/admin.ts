import type {
  ClientChange,
  DefinitionKind,
  DefinitionKinds,
  Json,
  LocalizedText,
  RoleDefinition,
} from '#core/metadata/types'
import { client, queryString } from './client.js'
import type { JobInfo, JobState } from './types.js'

export interface AdminUser {
  id: number
  name: string
  login: string
  email: string | null
  unit: { id: number; label: string } | null
  active: boolean
  language: string | null
  roles: string[]
  teams: { id: number; label: string }[]
  canSignIn: boolean
  lastSignInAt: string | null
  version: number
}
export interface UserInput {
  version?: number
  values: Record<string, Json>
  roles: string[]
  teams: number[]
}
export interface Permission {
  name: string
  label: LocalizedText
}
export interface RoleListing {
  role: RoleDefinition
  /** Made by this installation, not shipped. */
  client: boolean
  users: number
}
/** A definition with the layer (`base` or `client`) of each leaf by dotted path. */
export interface Layered<K extends DefinitionKind> {
  effective: DefinitionKinds[K] | null
  base: DefinitionKinds[K] | null
  changes: ClientChange[]
  revision: string
  layer: Record<string, 'base' | 'client'>
}
export interface RoleChange {
  path: string[]
  value: Json
}
export interface Unit {
  id: number
  name: string
  code: string | null
  parent: number | null
  version: number
}
export interface Team {
  id: number
  name: string
  active: boolean
  version: number
  members: { id: number; label: string }[]
}
export type PluginState = 'enabled' | 'disabled' | 'uninstalled'
export type PluginAction = 'install' | 'enable' | 'disable' | 'uninstall'
export interface AdminPlugin {
  name: string
  label: LocalizedText
  description?: LocalizedText
  version: string
  installedVersion: string | null
  state: PluginState
  requires: Record<string, string>
  requiredBy: string[]
  permissions: Permission[]
  settings: string[]
}
export type Setting = { name: string; label: LocalizedText; help?: LocalizedText } & (
  | { type: 'text'; default: string; maxLength?: number; value: string }
  | { type: 'secret'; isSet: boolean }
  | { type: 'integer'; default: number; min?: number; max?: number; value: number }
  | { type: 'boolean'; default: boolean; value: boolean }
  | { type: 'choice'; default: string; options: Record<string, LocalizedText>; value: string }
  | {
      type: 'multi_choice'
      default: string[]
      options: Record<string, LocalizedText>
      value: string[]
    }
  | { type: 'duration'; default: number; min?: number; max?: number; value: number }
  | { type: 'time' | 'email' | 'url'; default: string; value: string }
)
export interface AuditEntry {
  seq: number
  at: string
  actor: { id: number; name: string }
  address: string | null
  channel: string
  action: string
  entity: string | null
  record: number | null
  changes: Record<string, { from: Json; to: Json }> | null
  details: Json
}
export interface AuditFilter {
  from?: string
  to?: string
  actor?: number
  action?: string
  entity?: string
  record?: number
  before?: number
}
export interface AdminJob extends JobInfo {
  attempts: number
  createdAt: string
}

const USERS = '/api/admin/users'
const ROLES = '/api/admin/roles'
const role = (name: string) => `${ROLES}/${encodeURIComponent(name)}`
const at = (signal?: AbortSignal) => (signal ? { signal } : {})

export const usersApi = {
  list: (search: string, signal?: AbortSignal) =>
    client
      .get<{ users: AdminUser[] }>(`${USERS}${queryString({ q: search })}`, at(signal))
      .then((body) => body.users),
  get: (id: number) => client.get<{ user: AdminUser }>(`${USERS}/${id}`).then((body) => body.user),
  create: (input: UserInput) =>
    client.post<{ user: AdminUser }>(USERS, input).then((body) => body.user),
  update: (id: number, input: Partial<UserInput>) =>
    client.patch<{ user: AdminUser }>(`${USERS}/${id}`, input).then((body) => body.user),
  remove: (id: number) => client.delete<void>(`${USERS}/${id}`),
  passwordLink: (id: number) =>
    client.post<{ link: string }>(`${USERS}/${id}/password-link`).then((body) => body.link),
  unlock: (id: number) => client.post<void>(`${USERS}/${id}/unlock`),
  signOut: (id: number) =>
    client.delete<{ ended: number }>(`${USERS}/${id}/sessions`).then((body) => body.ended),
}

export const rolesApi = {
  list: () => client.get<{ roles: RoleListing[]; permissions: Permission[] }>(ROLES),
  get: (name: string) => client.get<Layered<'role'>>(role(name)),
  create: (definition: RoleDefinition) =>
    client.post<{ role: RoleDefinition }>(ROLES, definition).then((body) => body.role),
  change: (name: string, changes: RoleChange[]) =>
    client.patch<{ role: RoleDefinition }>(role(name), { changes }).then((body) => body.role),
  /** Takes this installation's changes at and below a path back. */
  reset: (name: string, path: string[]) => client.post<void>(`${role(name)}/reset`, { path }),
  remove: (name: string) => client.delete<void>(role(name)),
}

type Values = Record<string, Json>
type Saved = { record: { id: number } }
const write = (version: number | undefined, values: Values) =>
  version === undefined ? { values } : { version, values }

export const organisationApi = {
  units: () => client.get<{ units: Unit[] }>('/api/admin/units').then((body) => body.units),
  saveUnit: (unit: Pick<Unit, 'id' | 'version'> | null, values: Values) =>
    unit
      ? client.patch<void>(`/api/admin/units/${unit.id}`, write(unit.version, values))
      : client.post<void>('/api/admin/units', write(undefined, values)),
  removeUnit: (id: number) => client.delete<void>(`/api/admin/units/${id}`),
  teams: () => client.get<{ teams: Team[] }>('/api/admin/teams').then((body) => body.teams),
  saveTeam: (team: Pick<Team, 'id' | 'version'> | null, values: Values) =>
    (team
      ? client.patch<Saved>(`/api/admin/teams/${team.id}`, write(team.version, values))
      : client.post<Saved>('/api/admin/teams', write(undefined, values))
    ).then((body) => body.record.id),
  removeTeam: (id: number) => client.delete<void>(`/api/admin/teams/${id}`),
  setMembers: (id: number, users: number[]) =>
    client.put<void>(`/api/admin/teams/${id}/members`, { users }),
}

export const pluginsApi = {
  list: () =>
    client.get<{ plugins: AdminPlugin[] }>('/api/admin/plugins').then((body) => body.plugins),
  act: (name: string, action: PluginAction) =>
    client
      .post<{ plugins: AdminPlugin[] }>(`/api/admin/plugins/${name}/${action}`)
      .then((body) => body.plugins),
  purge: (name: string) =>
    client
      .post<{ tables: string[] }>(`/api/admin/plugins/${name}/purge`)
      .then((body) => body.tables),
  settings: (name: string) =>
    client
      .get<{ settings: Setting[] }>(`/api/admin/settings/${name}`)
      .then((body) => body.settings),
  /** Null goes back to the default. */
  saveSettings: (name: string, values: Values) =>
    client
      .patch<{ settings: Setting[] }>(`/api/admin/settings/${name}`, { values })
      .then((body) => body.settings),
}

export const auditApi = {
  list: (filter: AuditFilter, signal?: AbortSignal) =>
    client.get<{ entries: AuditEntry[]; next: number | null }>(
      `/api/admin/audit${queryString({ ...filter })}`,
      at(signal)
    ),
  actions: () =>
    client.get<{ actions: string[] }>('/api/admin/audit/actions').then((body) => body.actions),
}

/** As many as the host gives at once: routine work comes every minute. */
export const JOBS_PAGE = 200

export const adminJobsApi = {
  list: (state: JobState | undefined, before: number | undefined, signal?: AbortSignal) =>
    client
      .get<{ jobs: AdminJob[] }>(
        `/api/admin/jobs${queryString({ state, before, limit: JOBS_PAGE })}`,
        at(signal)
      )
      .then((body) => body.jobs),
  retry: (id: number) => client.post<void>(`/api/admin/jobs/${id}/retry`),
}

export const layersApi = {
  get: <K extends DefinitionKind>(kind: K, name: string) =>
    client.get<Layered<K>>(`/api/metadata/layers/${kind}/${encodeURIComponent(name)}`),
}
