/**
 * The doors of templates, for the matrix that proves that none of them leaks. Importing this module registers them; nothing
 * of it runs in the product.
 */
import app from '@adonisjs/core/services/app'
import { CodedError } from '#core/errors/coded_error'
import { registerDoor } from '#core/security/doors'
import { Templates } from '#core/templates/templates'

const LISTED = ['title', 'secret', 'amount'] as const
/** `amount` as the API has it: written for a reader it has separators. */
const FIELDS = '{{title}}|{{secret}}|{{value amount}}|{{#if (eq secret "x")}}{{/if}}'

async function outcome(work: () => Promise<object>): Promise<string> {
  try {
    return JSON.stringify(await work())
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return JSON.stringify([error.code, error.params, error.details])
  }
}

registerDoor({
  name: 'templates.record',
  shows: LISTED,
  async probe({ actor, entity, ids }) {
    const templates = await app.container.make(Templates)
    const texts = { en: FIELDS }
    const answers = ids.flatMap((id) => [
      outcome(() => templates.renderSources(actor, { kind: 'chat', entity, text: texts }, id, {})),
      outcome(() => templates.renderSources(actor, { kind: 'print', entity, html: texts }, id, {})),
    ])
    return (await Promise.all(answers)).join('\n')
  },
})

registerDoor({
  name: 'templates.relation',
  shows: LISTED,
  async probe({ actor, related: entity, relatedIds }) {
    const templates = await app.container.make(Templates)
    const text = { en: '{{target}}|{{target.title}}|{{target.secret}}|{{value target.amount}}' }
    const answers = relatedIds.map((id) =>
      outcome(() => templates.renderSources(actor, { kind: 'chat', entity, text }, id, {}))
    )
    return (await Promise.all(answers)).join('\n')
  },
})

/** Over HTTP: a stored template by name, and the editor's preview, which is a consultant's. */
registerDoor({
  name: 'http.templates.render',
  shows: LISTED,
  async probe({ entity, template, ids, request }) {
    const texts: string[] = []
    const preview = { kind: 'chat', entity, text: { en: FIELDS } }
    for (const id of ids) {
      const bodies = [
        await request('POST', `/api/templates/${template}/render`, { record: id }),
        await request('POST', '/api/templates/preview', { ...preview, record: id }),
        await request('POST', `/api/print/${entity}/${id}`, { template }),
      ]
      texts.push(...bodies.map(({ text }) => text))
    }
    return texts.join('\n')
  },
})
