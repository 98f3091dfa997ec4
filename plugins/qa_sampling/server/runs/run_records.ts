import type { Database } from '#core/database/database'
import type { Records } from '#core/records/records'
import type { RecordRow } from '#core/records/types'
import { SYSTEM_ACTOR } from '#core/security/system_actor'
import type { Actor } from '#core/security/types'
import { E_NOT_FOUND } from '#core/errors/errors'
import { E_SAMPLING_FRAME } from '../errors.js'
import type { Certificate } from '../kernel/certificate.js'
import { draw } from '../kernel/draw.js'
import { estimateMean, type Estimate } from '../kernel/estimate.js'
import { referenced } from '../rules/rules.js'
import { openFrame } from './frame.js'
import { unitOf } from './candidate.js'

/** States in which an evaluation has its score. */
const SCORED = new Set(['done', 'published', 'acknowledged', 'disputed', 'upheld', 'rescored'])

export interface Verification {
  run: number
  population: number
  drawn: number
  /** Drawn anew, and not among the run's; and the other way about. */
  missing: number[]
  extra: number[]
  /** Whose stratum or probability is kept otherwise. */
  different: number[]
}

/** Runs that were made: their certificates, and whether they hold. Bound as a singleton. */
export class RunRecords {
  readonly #database: Database
  readonly #records: Records

  constructor(database: Database, records: Records) {
    this.#database = database
    this.#records = records
  }

  /** With the mean mark of the evaluations so far. @throws E_NOT_FOUND */
  async certificate(
    actor: Actor,
    id: number
  ): Promise<{ run: RecordRow; certificate: Certificate; mean: Estimate | null }> {
    const run = await this.#records.get(actor, 'sampling_run', id)
    const { certificate } = await this.#archive(id)
    const marks = new Map<string, number[]>()
    for (const row of await this.#samples(id)) {
      if (row.earlier === true) continue
      const mark = row['evaluation.score']
      if (mark === null || mark === undefined || !SCORED.has(String(row['evaluation.state'])))
        continue
      const group = String(row.group_name ?? '')
      marks.set(group, [...(marks.get(group) ?? []), Number(mark)])
    }
    const groups = certificate.groups.map(({ group, population }) => ({
      population,
      marks: marks.get(group) ?? [],
    }))
    return { run, certificate, mean: estimateMean(groups) }
  }

  /** As `verify`, for a person who may read the run. @throws E_NOT_FOUND, E_SAMPLING_FRAME */
  async verifyFor(actor: Actor, id: number): Promise<Verification> {
    await this.#records.get(actor, 'sampling_run', id, { select: ['id'] })
    return this.verify(id)
  }

  /** Draws again from the calls that were kept and compares. @throws E_NOT_FOUND, E_SAMPLING_FRAME */
  async verify(id: number): Promise<Verification> {
    const run = await this.#records.get(SYSTEM_ACTOR, 'sampling_run', id)
    const { certificate, frame } = await this.#archive(id)
    const units = openFrame(frame, String(run.digest))
    const own = units?.filter(({ earlier }) => !earlier).length
    if (!units || certificate.redraw.seed !== run.seed || own !== certificate.population) {
      throw new E_SAMPLING_FRAME({ run: id })
    }
    /** Runs of before it could be chosen have none. */
    const { quota, onShortfall = 'report' } = certificate.redraw
    const again = new Map(
      draw(units, quota, String(run.seed), onShortfall).drawn.map((one) => [one.id, one])
    )
    const kept = new Map(
      (await this.#samples(id)).map((row) => [
        unitOf(referenced(row.call) ?? 0, Number(row.part)),
        row,
      ])
    )
    const both = [...again.values()].filter((one) => kept.has(one.id))
    return {
      run: id,
      population: certificate.population,
      drawn: again.size,
      missing: [...again.keys()].filter((unit) => !kept.has(unit)),
      extra: [...kept.keys()].filter((unit) => !again.has(unit)),
      different: both
        .filter(({ id: unit, stratum, probability }) => {
          const row = kept.get(unit)
          const near = Math.abs(Number(row?.probability) - probability) < 1e-6
          return String(row?.stratum ?? '') !== stratum || !near
        })
        .map((one) => one.id),
    }
  }

  async #archive(id: number): Promise<{ certificate: Certificate; frame: string }> {
    const row: { certificate: string; frame: string } | undefined = await this.#database
      .read('qa_sampling_archive')
      .where('run_id', id)
      .first()
    if (!row) throw new E_NOT_FOUND({ what: 'sampling_run' })
    return { certificate: JSON.parse(row.certificate) as Certificate, frame: row.frame }
  }

  async #samples(run: number): Promise<RecordRow[]> {
    const rows: RecordRow[] = []
    const select = ['call', 'part', 'group_name', 'stratum', 'probability', 'earlier']
    const query = {
      entity: 'sample',
      select: [...select, 'evaluation.score', 'evaluation.state'],
      filter: { path: 'run', op: 'eq' as const, value: run },
    }
    for await (const page of this.#records.stream(SYSTEM_ACTOR, query)) rows.push(...page)
    return rows
  }
}
