/**
 * The doors of prints, for the matrix that proves that none of them leaks. Importing this module registers them; nothing of
 * it runs in the product.
 */
import { registerDoor } from '#core/security/doors'

/** Numbers stand in a print with separators: taken out, so that the canaries are found as they are. */
const plain = (text: string) => text.replaceAll(/(?<=\d),(?=\d{3})/g, '')

registerDoor({
  name: 'http.print.record',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, ids, request }) {
    const texts: string[] = []
    for (const id of ids) texts.push((await request('POST', `/api/print/${entity}/${id}`, {})).text)
    return plain(texts.join('\n'))
  },
})

registerDoor({
  name: 'http.print.list',
  shows: ['title', 'secret', 'amount'],
  async probe({ entity, related, request }) {
    const own = { select: ['title', 'secret', 'amount'] }
    const linked = { select: ['target', 'target.title', 'target.secret', 'target.amount'] }
    const answers = [
      await request('POST', `/api/print/${entity}`, { query: own }),
      await request('POST', `/api/print/${related}`, { query: linked }),
    ]
    return plain(answers.map(({ text }) => text).join('\n'))
  },
})
