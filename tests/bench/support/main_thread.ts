import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright'

/** Milliseconds, so far. */
export interface Times {
  /** That the thread has run on a processor. */
  ran: number
  /** That it could have run and had to wait for one: other programs had them. */
  waited: number
}

/** The thread of a page that runs scripts, lays out and paints, as the kernel accounts for it. Linux only. */
export class MainThread {
  constructor(readonly pid: number) {}

  /** That of the page which worked most so far: of a browser with one page, its own. */
  static async of(browser: Browser): Promise<MainThread> {
    const session = await browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    const threads = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => new MainThread(id))
    const [busiest] = threads.sort((a, b) => b.times().ran - a.times().ran)
    if (!busiest) throw new Error('The browser has no page')
    return busiest
  }

  times(): Times {
    const [ran, waited] = readFileSync(`/proc/${this.pid}/task/${this.pid}/schedstat`, 'utf8')
      .split(' ')
      .map(Number)
    return { ran: (ran ?? Number.NaN) / 1e6, waited: (waited ?? Number.NaN) / 1e6 }
  }

  /** What a piece of work took of it. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T } & Times> {
    const before = this.times()
    const result = await work()
    const after = this.times()
    return { result, ran: after.ran - before.ran, waited: after.waited - before.waited }
  }
}
