import env from '#core/start/env'
import { defineConfig, drivers } from '@adonisjs/core/hash'
import type { InferHashers } from '@adonisjs/core/types'

const hashConfig = defineConfig({
  default: 'scrypt',
  list: {
    /** Of OWASP's settings for scrypt, all of equal strength, the one with N = 2^15, r = 8, p = 3: 32 MiB a hash, not 128. Tests sign in hundreds of times and take a weaker one. */
    scrypt: drivers.scrypt({
      ...(env.get('NODE_ENV') === 'test'
        ? { cost: 8_192, parallelization: 1 }
        : { cost: 32_768, parallelization: 3 }),
      blockSize: 8,
      maxMemory: 64 * 1024 * 1024,
    }),
  },
})

export default hashConfig

declare module '@adonisjs/core/types' {
  export interface HashersList extends InferHashers<typeof hashConfig> {}
}
