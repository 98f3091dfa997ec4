import { reactive } from 'vue'

/** Names of records that filters refer to, by `entity:id`: a filter itself only holds ids. */
export const recordLabels: Map<string, string> = reactive(new Map<string, string>())
