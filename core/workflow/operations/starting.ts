import { E_FORBIDDEN } from '#core/errors/errors'
import type { Records } from '#core/records/records'
import { requirePermission } from '#core/security/guards'
import type { Actor } from '#core/security/types'
import type { StartOrder } from '#core/workflow/instances/live'
import type { Message, Workflows } from '#core/workflow/instances/workflows'
import { mayStart, START } from '#core/workflow/rights'
import type { Triggers } from '#core/workflow/triggers/triggers'

/** Starts and messages by people and programs that are signed in. */
export class Starting {
  readonly #workflows: Workflows
  readonly #triggers: Triggers
  readonly #records: Records

  constructor(services: { workflows: Workflows; triggers: Triggers; records: Records }) {
    this.#workflows = services.workflows
    this.#triggers = services.triggers
    this.#records = services.records
  }

  /** @throws E_FORBIDDEN, E_NOT_FOUND for a record that the actor may not see, and what `Workflows.start` throws */
  async start(
    actor: Actor,
    process: string,
    order: Pick<StartOrder, 'node' | 'variables' | 'subject' | 'key'>
  ): Promise<number> {
    const { database, versions } = this.#workflows.services
    const { graphs } = await versions.active(database.read, process)
    const graph = graphs[process]
    if (!graph || !mayStart(actor, graph)) throw new E_FORBIDDEN({ what: START })
    const { subject } = order
    if (subject) {
      await this.#records.get(actor, subject.entity, subject.id, { select: ['id'] })
    }
    const { userId, unitId } = actor
    return this.#workflows.start({ ...order, process, userId, unitId })
  }

  message(actor: Actor, message: Message): Promise<number> {
    requirePermission(actor, START)
    const { name, variables } = message
    const { userId } = actor
    return this.#workflows.work((batch) =>
      this.#workflows.deliverMessage(
        batch,
        message,
        () => this.#triggers.startBy(batch, 'message', name, { variables, userId }),
        userId
      )
    )
  }

  signal(actor: Actor, { name, variables }: Omit<Message, 'correlation'>): Promise<number> {
    requirePermission(actor, START)
    const { userId } = actor
    return this.#workflows.work((batch) =>
      this.#workflows.deliverSignal(
        batch,
        { name, variables },
        () => this.#triggers.startBy(batch, 'signal', name, { variables, userId }),
        userId
      )
    )
  }
}
