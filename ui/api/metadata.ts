import { client } from './client.js'
import type { MetadataAnswer } from './types.js'

export const metadataApi = {
  all: () => client.get<MetadataAnswer>('/api/metadata'),
}
