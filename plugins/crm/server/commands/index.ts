import RebuildPhones from './rebuild_phones.js'

const commands = [RebuildPhones]
export default commands
