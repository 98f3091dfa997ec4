import { isApiError } from '#ui/api/api_error.js'
import { recordsApi } from '#ui/api/records.js'

export interface Running {
  running: number
  incidents: number
}

/** How many instances of each process run, and with how many incidents; nothing for those who may not see them. */
export async function runningBy(signal?: AbortSignal): Promise<Map<string, Running>> {
  try {
    const rows = await recordsApi.aggregate(
      'workflow_instance',
      {
        group: [{ path: 'process' }],
        aggregates: { running: { fn: 'count' }, incidents: { fn: 'sum', path: 'incidents' } },
        filter: { path: 'status', op: 'in', value: ['active', 'suspended'] },
      },
      signal
    )
    return new Map(
      rows.map(({ keys, values }) => [
        String(keys.process),
        { running: Number(values.running ?? 0), incidents: Number(values.incidents ?? 0) },
      ])
    )
  } catch (error) {
    if (isApiError(error) && (error.status === 403 || error.status === 404)) return new Map()
    throw error
  }
}
