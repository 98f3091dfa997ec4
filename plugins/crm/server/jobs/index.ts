import type { JobDefinition, JobName } from '#core/jobs/types'
import { rebuildPhonesJob } from './rebuild_phones_job.js'

const jobs = [rebuildPhonesJob] as unknown as JobDefinition<JobName>[]
export default jobs
