/*
 * JavaScript entry point of the command line. Node cannot run TypeScript with decorators by itself,
 * so the loader is registered first.
 */
import '@poppinss/ts-exec'

await import('./bin/console.js')
