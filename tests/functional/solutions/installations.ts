import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAce } from '#tests/support/ace_process'

export interface Ended {
  code: number | null
  signal: string | null
  output: string
}

/** An installation of its own: a folder with its SQLite database, worked on by `node ace` only. */
export class OtherInstallation {
  readonly folder = mkdtempSync(join(tmpdir(), 'peyvand-other-'))

  /** Runs a command there; `kill` looks at the output so far and says when the process is killed. */
  ace(args: string[], kill?: (output: string) => boolean): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = startAce(args, {
        PEYVAND_VAR: this.folder,
        NO_COLOR: '1',
        LOG_LEVEL: 'error',
        MSSQL_URL: null,
      })
      let output = ''
      const take = (chunk: Buffer) => {
        output += chunk.toString()
        if (kill?.(output)) child.kill('SIGKILL')
      }
      child.stdout.on('data', take)
      child.stderr.on('data', take)
      child.once('error', reject)
      child.once('close', (code, signal) => resolve({ code, signal, output }))
    })
  }

  prepare(): Promise<Ended> {
    return this.ace(['system:prepare'])
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
