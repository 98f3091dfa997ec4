import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useIntervalFn } from '@vueuse/core'
import { useFailures } from '../app/failures.js'
import { jobsApi } from '../api/jobs.js'
import type { JobInfo } from '../api/types.js'
import { isRunning, useActivity } from '../stores/activity_store.js'

export interface FollowedJob {
  job: ShallowRef<JobInfo | null>
  running: ComputedRef<boolean>
  /** Goes on by itself until the job has ended. */
  follow(id: number): Promise<void>
  cancel(): Promise<void>
  busy: Ref<boolean>
}

/**
 * Follows one piece of background work, asked once a second: as often as its progress is written. `ended` is called with the job
 * when it has come to its end while it was watched. Leaving the page stops nothing but the watching.
 */
export function useJob(ended: (job: JobInfo) => void = () => undefined): FollowedJob {
  const failures = useFailures()
  const activity = useActivity()
  const job = shallowRef<JobInfo | null>(null)
  const busy = ref(false)
  const running = computed(() => job.value !== null && isRunning(job.value))
  let asking = false

  async function ask(id: number): Promise<void> {
    if (asking) return
    asking = true
    try {
      const found = await jobsApi.get(id)
      job.value = found
      if (isRunning(found)) return
      pause()
      ended(found)
    } catch (error) {
      pause()
      failures.report(error)
    } finally {
      asking = false
    }
  }
  const { pause, resume } = useIntervalFn(() => void (job.value && ask(job.value.id)), 1_000, {
    immediate: false,
  })

  async function follow(id: number): Promise<void> {
    if (job.value?.id !== id) job.value = null
    resume()
    await ask(id)
    void activity.refresh().catch(failures.report)
  }
  async function cancel(): Promise<void> {
    if (!job.value) return
    busy.value = true
    await jobsApi.cancel(job.value.id).catch(failures.report)
    await ask(job.value.id)
    busy.value = false
  }
  return { job, running, follow, cancel, busy }
}
