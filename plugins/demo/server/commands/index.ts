import LoadDemo from './load_demo.js'

const commands = [LoadDemo]
export default commands
