import { InProcessTransport } from '#core/jobs/transports/in_process_transport'
import { jobSuite } from '#tests/functional/jobs/job_suite'

jobSuite('the in-process runner', () => new InProcessTransport())
