import { inject } from '@adonisjs/core'
import type { HttpContext } from '@adonisjs/core/http'
import vine from '@vinejs/vine'
import { E_TELEPHONY_BAD_FIGURE } from '../kpi/errors.js'
import { Figures } from '../figures/figures_service.js'
import { DIMENSIONS, type Dimension } from '../kpi/dimensions.js'
import type { SourceName } from '../kpi/sources.js'

const SOURCE_NAMES = ['queue', 'agent', 'call', 'attempt', 'transfer', 'survey'] as const
const day = () => vine.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const list = () => vine.string().maxLength(2_000)
const filterFields = {
  from: day().optional(),
  to: day().optional(),
  site: list().optional(),
  queue: list().optional(),
  agent: list().optional(),
  direction: list().optional(),
}
const question = vine.create(
  vine.object({
    ...filterFields,
    source: vine.enum(SOURCE_NAMES).optional(),
    by: list().optional(),
    sl: vine
      .string()
      .regex(/^\d{1,5}(,\d{1,5}){0,9}$/)
      .optional(),
  })
)
const agentsQuestion = vine.create(vine.object(filterFields))

type Given = { [K in keyof typeof filterFields]?: string | undefined }

/**
 * `GET /api/telephony/figures?from=&to=&site=&queue=&agent=&by=&sl=&source=`: lists are separated by commas. `sl` gives T in
 * seconds; the first one is that of `service_level`, without it each queue's own is.
 */
@inject()
export default class FiguresController {
  constructor(protected figures: Figures) {}

  async index({ actor, request }: HttpContext) {
    const given = await request.validateUsing(question, { data: request.qs() })
    const source: SourceName = given.source ?? 'queue'
    const by = items(given.by).map((name) => dimensionOf(name))
    const serviceLevels = items(given.sl).map(Number)
    const [serviceLevelSeconds] = serviceLevels
    const answer = await this.figures.answer(actor, {
      source,
      by,
      filter: filterOf(given),
      serviceLevels,
      ...(serviceLevelSeconds === undefined ? {} : { serviceLevelSeconds }),
    })
    return { ...answer, queues: await this.figures.queues() }
  }

  async agents({ actor, request }: HttpContext) {
    const given = await request.validateUsing(agentsQuestion, { data: request.qs() })
    return this.figures.agents(actor, filterOf(given))
  }
}

function filterOf(given: Given) {
  return {
    ...(given.from ? { fromDay: given.from } : {}),
    ...(given.to ? { toDay: given.to } : {}),
    ...(given.site ? { siteIds: items(given.site).map(Number) } : {}),
    ...(given.queue ? { queues: items(given.queue) } : {}),
    ...(given.agent ? { agents: items(given.agent) } : {}),
    ...(given.direction ? { directions: items(given.direction) } : {}),
  }
}

function items(text: string | undefined): string[] {
  return (text ?? '').split(',').filter((item) => item !== '')
}

function dimensionOf(name: string): Dimension {
  const known = (Object.keys(DIMENSIONS) as Dimension[]).find((dimension) => dimension === name)
  if (!known) throw new E_TELEPHONY_BAD_FIGURE({ source: 'figures', what: name.slice(0, 60) })
  return known
}
