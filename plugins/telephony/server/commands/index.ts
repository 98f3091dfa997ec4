import TelephonySync from './telephony_sync.js'

const commands = [TelephonySync]
export default commands
