import type { ApplicationService } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { AuthenticateMiddleware } from '#core/http/middleware/authenticate_middleware'
import {
  headersOf,
  SecurityHeadersMiddleware,
} from '#core/http/middleware/security_headers_middleware'
import { StaticFilesMiddleware } from '#core/http/middleware/static_files_middleware'
import { E_METADATA_NOT_LOADED } from '#core/metadata/errors'
import { Metadata } from '#core/metadata/metadata'
import { PluginRegistry } from '#core/plugin_host/plugin_registry'
import { RecordHookRegistry } from '#core/records/hook_registry'
import { Records } from '#core/records/records'
import { AccessTokens } from '#core/security/access_tokens'
import { Actors } from '#core/security/actors'
import { deriveAuditKeys, deriveKey } from '#core/security/audit_chain'
import { AuditLog } from '#core/security/audit_log'
import { AuditTrail } from '#core/security/audit_trail'
import { FirstAdministrator } from '#core/security/first_administrator'
import { KnownPermissions } from '#core/security/known_permissions'
import { PasswordHasher } from '#core/security/password_hasher'
import { Passwords } from '#core/security/passwords'
import { PersonalTokens } from '#core/security/personal_tokens'
import { Profiles } from '#core/security/profiles'
import { securityHooks } from '#core/security/record_hooks'
import { RoleAdmin } from '#core/security/role_admin'
import { RoleGuard } from '#core/security/role_guard'
import { SecurityRevision } from '#core/security/security_revision'
import { Sessions } from '#core/security/sessions'
import { SetupLinks } from '#core/security/setup_links'
import { SignIn } from '#core/security/sign_in'
import { SignInAttempts } from '#core/security/sign_in_attempts'
import { TeamMembers } from '#core/security/team_members'
import { UserAdmin } from '#core/security/user_admin'
import { Users } from '#core/security/users'
import env from '#core/start/env'

/** Wires who may do what: people, sessions, tokens, roles and the audit. */
export default class SecurityProvider {
  /** Writes beside requests that must be finished before the database goes. */
  #settle: (() => Promise<void>)[] = []
  /** Metadata and security know each other: so it is looked up when it is used, not when its users are made. */
  #metadata: Metadata | null = null

  constructor(protected app: ApplicationService) {}

  register() {
    this.#registerAudit()
    this.#registerSessions()
    this.#registerMiddleware()
    this.#registerRights()
    this.#registerPeople()
  }

  #registerAudit() {
    const { container } = this.app
    container.singleton(AuditLog, async (resolver) => {
      const { dialect } = await resolver.make(Database)
      return new AuditLog(deriveAuditKeys(env.get('APP_KEY').release()), dialect)
    })
    container.singleton(
      AuditTrail,
      async (resolver) => new AuditTrail(await resolver.make(Database))
    )
  }

  #registerSessions() {
    const { container } = this.app
    const logFailure = async () => {
      const logger = await container.make('logger')
      return (error: unknown) => logger.error({ err: error }, 'a session could not be updated')
    }
    container.singleton(SecurityRevision, async (resolver) => {
      const database = await resolver.make(Database)
      return new SecurityRevision(() => database.read)
    })
    container.singleton(Sessions, async (resolver) => {
      const database = await resolver.make(Database)
      const revision = await resolver.make(SecurityRevision)
      const key = deriveKey(env.get('APP_KEY').release(), 'csrf')
      const sessions = new Sessions(database, revision, key, await logFailure())
      this.#settle.push(() => sessions.settle())
      return sessions
    })
    container.singleton(AccessTokens, async (resolver) => {
      const database = await resolver.make(Database)
      const revision = await resolver.make(SecurityRevision)
      const tokens = new AccessTokens(database, revision, await logFailure())
      this.#settle.push(() => tokens.settle())
      return tokens
    })
    container.singleton(
      SignInAttempts,
      async (resolver) => new SignInAttempts(await resolver.make(Database))
    )
    container.singleton(
      PasswordHasher,
      async () => new PasswordHasher(await container.make('hash'))
    )
    container.singleton(
      SignIn,
      async (resolver) =>
        new SignIn(
          await resolver.make(Database),
          await resolver.make(PasswordHasher),
          await resolver.make(SignInAttempts),
          await resolver.make(Sessions),
          await resolver.make(AuditLog)
        )
    )
  }

  /** As singletons: a middleware is asked for at every request. */
  #registerMiddleware() {
    const { container } = this.app
    container.singleton(AuthenticateMiddleware, async (resolver) => {
      const metadata = await resolver.make(Metadata)
      return new AuthenticateMiddleware(
        await resolver.make('auth.manager'),
        env.get('APP_URL'),
        () => metadata.current().version
      )
    })
    container.singleton(SecurityHeadersMiddleware, async (resolver) => {
      const { default: shield } = await import('@adonisjs/shield/shield_middleware')
      return new SecurityHeadersMiddleware(await headersOf(await resolver.make(shield)))
    })
    container.singleton(StaticFilesMiddleware, async (resolver) => {
      const { default: files } = await import('@adonisjs/static/static_middleware')
      return new StaticFilesMiddleware(await resolver.make(files))
    })
  }

  #registerRights() {
    const { container } = this.app
    const metadata = () => {
      if (!this.#metadata) throw new E_METADATA_NOT_LOADED()
      return this.#metadata.current()
    }
    container.singleton(KnownPermissions, async (resolver) => {
      const plugins = await resolver.make(PluginRegistry)
      return new KnownPermissions(() => plugins.declaredPermissions())
    })
    container.singleton(Actors, async (resolver) => {
      const database = await resolver.make(Database)
      return new Actors(() => database.read, metadata, await resolver.make(SecurityRevision))
    })
    container.singleton(RoleGuard, async (resolver) => {
      const permissions = await resolver.make(KnownPermissions)
      return new RoleGuard(metadata, () => permissions.names())
    })
    container.singleton(
      RoleAdmin,
      async (resolver) =>
        new RoleAdmin(await resolver.make(Database), await resolver.make(Metadata))
    )
  }

  #registerPeople() {
    const { container } = this.app
    container.singleton(SetupLinks, async (r) => new SetupLinks(await r.make(Database)))
    container.singleton(UserAdmin, async (r) => new UserAdmin(await r.make(Database)))
    container.singleton(
      Passwords,
      async (r) =>
        new Passwords({
          database: await r.make(Database),
          hasher: await r.make(PasswordHasher),
          attempts: await r.make(SignInAttempts),
          sessions: await r.make(Sessions),
          links: await r.make(SetupLinks),
          guard: await r.make(RoleGuard),
          audit: await r.make(AuditLog),
        })
    )
    container.singleton(
      Users,
      async (r) =>
        new Users({
          database: await r.make(Database),
          records: await r.make(Records),
          passwords: await r.make(Passwords),
          guard: await r.make(RoleGuard),
          revision: await r.make(SecurityRevision),
          audit: await r.make(AuditLog),
        })
    )
    container.singleton(FirstAdministrator, async (r) => {
      const [database, links] = [await r.make(Database), await r.make(SetupLinks)]
      return new FirstAdministrator(
        database,
        links,
        () => container.make(Users),
        await r.make(Actors)
      )
    })
    container.singleton(
      Profiles,
      async (r) =>
        new Profiles(await r.make(Database), await r.make(Records), await r.make(KnownPermissions))
    )
    container.singleton(
      PersonalTokens,
      async (r) =>
        new PersonalTokens(
          await r.make(Database),
          await r.make(AccessTokens),
          await r.make(KnownPermissions),
          await r.make(AuditLog)
        )
    )
    container.singleton(
      TeamMembers,
      async (r) =>
        new TeamMembers(
          await r.make(Database),
          await r.make(SecurityRevision),
          await r.make(AuditLog)
        )
    )
  }

  async boot() {
    const { container } = this.app
    this.#metadata = await container.make(Metadata)
    const revision = await container.make(SecurityRevision)
    const sessions = await container.make(Sessions)
    const hooks = await container.make(RecordHookRegistry)
    hooks.add(securityHooks({ revision, sessions }))
  }

  async shutdown() {
    for (const settle of this.#settle) await settle()
  }
}
