import { defineConfig } from '@adonisjs/transmit'
import { redis } from '@adonisjs/transmit/transports/redis'
import env from '#core/start/env'

const url = env.get('REDIS_URL')

/** Redis connections of Transmit come back by themselves; a message lost meanwhile is read again by the page. */
function redisOptions(address: string) {
  const parsed = new URL(address)
  return {
    host: parsed.hostname,
    port: parsed.port ? Number(parsed.port) : 6379,
    username: parsed.username ? decodeURIComponent(parsed.username) : undefined,
    password: parsed.password ? decodeURIComponent(parsed.password) : undefined,
    db: Number(parsed.pathname.slice(1) || 0),
    tls: parsed.protocol === 'rediss:' ? {} : undefined,
  }
}

export default defineConfig({
  pingInterval: '30s',
  transport: url ? { driver: redis(redisOptions(url)), channel: 'peyvand:broadcast' } : null,
})
