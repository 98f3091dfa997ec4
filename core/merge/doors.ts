/** The door of merging. Importing this module registers it; nothing of it runs in the product. */
import { registerDoor } from '#core/security/doors'

/** What stands side by side before a merge, for each pair of records; whoever may not change them sees nothing of it. */
registerDoor({
  name: 'http.merge.propose',
  shows: ['title'],
  async probe({ entity, ids, request }) {
    const answers: string[] = []
    for (const id of ids) {
      for (const other of ids) {
        if (other <= id) continue
        answers.push((await request('GET', `/api/merge/${entity}?ids=${id},${other}`)).text)
      }
      answers.push((await request('GET', `/api/records/${entity}/${id}`)).text)
      answers.push((await request('GET', `/api/records/${entity}/${id}/merged-into`)).text)
      answers.push((await request('GET', `/api/records/${entity}/${id}/merges`)).text)
    }
    return answers.join('\n')
  },
})
