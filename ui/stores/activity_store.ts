import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { jobsApi, notificationsApi } from '../api/jobs.js'
import { listen } from '../api/realtime.js'
import type { JobInfo, Notification } from '../api/types.js'

export const isRunning = (job: JobInfo): boolean =>
  job.state === 'queued' || job.state === 'running'

/** The person's running work and notifications, kept fresh by events of the host. */
export const useActivity = defineStore('activity', () => {
  const jobs = shallowRef<JobInfo[]>([])
  const notifications = shallowRef<Notification[]>([])
  const running = computed(() => jobs.value.filter(isRunning))
  const unread = computed(() => notifications.value.filter((entry) => entry.readAt === null))
  let stop: (() => void) | null = null

  async function refresh(): Promise<void> {
    const [foundJobs, foundNotifications] = await Promise.all([
      jobsApi.list(),
      notificationsApi.list(),
    ])
    jobs.value = foundJobs
    notifications.value = foundNotifications
  }

  /** Loads both lists and listens for changes on the person's own channel. */
  async function start(userId: number): Promise<void> {
    if (stop) return
    stop = () => undefined
    await refresh()
    stop = await listen(`users/${userId}`, () => void refresh())
  }
  function end(): void {
    stop?.()
    stop = null
    jobs.value = []
    notifications.value = []
  }

  async function markRead(id: number): Promise<void> {
    await notificationsApi.read(id)
    const readAt = new Date().toISOString()
    notifications.value = notifications.value.map((entry) =>
      entry.id === id ? { ...entry, readAt } : entry
    )
  }
  async function cancel(id: number): Promise<void> {
    await jobsApi.cancel(id)
    await refresh()
  }

  return { jobs, notifications, running, unread, refresh, start, end, markRead, cancel }
})
