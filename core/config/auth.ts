import { defineConfig } from '@adonisjs/auth'

export default defineConfig({ default: 'none', guards: {} as never })
