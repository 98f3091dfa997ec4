import SamplingVerify from './sampling_verify.js'

const commands = [SamplingVerify]
export default commands
