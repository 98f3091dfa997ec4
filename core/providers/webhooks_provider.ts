import type { ContainerResolver } from '@adonisjs/core/container'
import type { ApplicationService, ContainerBindings } from '@adonisjs/core/types'
import { Database } from '#core/database/database'
import { Destinations } from '#core/http_out/destinations'
import { HttpOut } from '#core/http_out/http_out'
import { Jobs } from '#core/jobs/jobs'
import { Metadata } from '#core/metadata/metadata'
import { Notifications } from '#core/realtime/notifications'
import { Records } from '#core/records/records'
import { Actors } from '#core/security/actors'
import { AuditLog } from '#core/security/audit_log'
import { SolutionParts } from '#core/solutions/solution_parts'
import { Deliveries } from '#core/webhooks/deliveries'
import { DeliveryAttempt, deliverJob, tidyJob } from '#core/webhooks/delivery_attempt'
import { DeliveryQueue } from '#core/webhooks/delivery_queue'
import type { Encryption } from '#core/webhooks/secrets'
import { WebhookBodies } from '#core/webhooks/webhook_bodies'
import { WebhookEvents } from '#core/webhooks/webhook_events'
import { webhookPart } from '#core/webhooks/webhook_part'
import { WebhookPauses } from '#core/webhooks/webhook_pauses'
import { WebhookWatch } from '#core/webhooks/webhook_watch'
import { Webhooks } from '#core/webhooks/webhooks'

type Resolver = ContainerResolver<ContainerBindings>
const clock = () => new Date()

/** Wires what goes out over HTTP: the list of destinations, the sender, webhooks with their deliveries. */
export default class WebhooksProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    const { container } = this.app
    container.singleton(
      Destinations,
      async (resolver) =>
        new Destinations({
          database: await resolver.make(Database),
          audit: await resolver.make(AuditLog),
        })
    )
    container.singleton(HttpOut, async (resolver) => new HttpOut(await resolver.make(Destinations)))
    container.singleton(WebhookWatch, async (resolver) => {
      const database = await resolver.make(Database)
      return new WebhookWatch(() => database.read)
    })
    container.singleton(DeliveryQueue, async (resolver) => {
      const { dialect } = await resolver.make(Database)
      return new DeliveryQueue(await resolver.make(Jobs), dialect)
    })
    container.singleton(
      WebhookPauses,
      async (resolver) => new WebhookPauses(await resolver.make(Notifications))
    )
    container.singleton(
      WebhookBodies,
      async (resolver) =>
        new WebhookBodies(await resolver.make(Records), await resolver.make(Metadata))
    )
    container.singleton(Webhooks, (resolver) => this.#webhooks(resolver))
    container.singleton(Deliveries, (resolver) => this.#deliveries(resolver))
    container.singleton(DeliveryAttempt, (resolver) => this.#attempt(resolver))
  }

  async boot() {
    const { container } = this.app
    const jobs = await container.make(Jobs)
    const records = await container.make(Records)
    const parts = await container.make(SolutionParts)
    const destinations = await container.make(Destinations)
    const events = new WebhookEvents({
      bodies: await container.make(WebhookBodies),
      actors: await container.make(Actors),
      watch: await container.make(WebhookWatch),
      queue: await container.make(DeliveryQueue),
      pauses: await container.make(WebhookPauses),
    })
    const webhooks = await container.make(Webhooks)
    records.addHooks([events.hooks()])
    destinations.addUse((db, origin) => webhooks.sendingTo(db, origin))
    jobs.register(deliverJob(await container.make(DeliveryAttempt)))
    jobs.register(tidyJob(await container.make(Deliveries)))
    const tidy = 'core.webhooks.tidy'
    jobs.schedule({ name: tidy, job: tidy, payload: {}, everySeconds: 86_400 })
    parts.register(
      webhookPart({
        database: await container.make(Database),
        metadata: await container.make(Metadata),
        destinations,
        watch: await container.make(WebhookWatch),
        audit: await container.make(AuditLog),
        clock,
      })
    )
  }

  async #encryption(resolver: Resolver): Promise<Encryption> {
    const encryption = await resolver.make('encryption')
    return {
      encrypt: (text) => encryption.encrypt(text),
      decrypt: (text) => encryption.decrypt<string>(text),
    }
  }

  async #webhooks(resolver: Resolver): Promise<Webhooks> {
    return new Webhooks({
      database: await resolver.make(Database),
      metadata: await resolver.make(Metadata),
      records: await resolver.make(Records),
      actors: await resolver.make(Actors),
      destinations: await resolver.make(Destinations),
      encryption: await this.#encryption(resolver),
      watch: await resolver.make(WebhookWatch),
      queue: await resolver.make(DeliveryQueue),
      audit: await resolver.make(AuditLog),
      clock,
    })
  }

  async #deliveries(resolver: Resolver): Promise<Deliveries> {
    return new Deliveries({
      database: await resolver.make(Database),
      webhooks: await resolver.make(Webhooks),
      bodies: await resolver.make(WebhookBodies),
      metadata: await resolver.make(Metadata),
      actors: await resolver.make(Actors),
      queue: await resolver.make(DeliveryQueue),
      audit: await resolver.make(AuditLog),
      clock,
    })
  }

  async #attempt(resolver: Resolver): Promise<DeliveryAttempt> {
    return new DeliveryAttempt({
      database: await resolver.make(Database),
      metadata: await resolver.make(Metadata),
      actors: await resolver.make(Actors),
      http: await resolver.make(HttpOut),
      encryption: await this.#encryption(resolver),
      queue: await resolver.make(DeliveryQueue),
      pauses: await resolver.make(WebhookPauses),
      clock,
      jitter: Math.random,
    })
  }
}
