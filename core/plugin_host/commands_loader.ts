import type { BaseCommand } from '@adonisjs/core/ace'
import type { CommandMetaData } from '@adonisjs/core/types/ace'
import { APPLICATION_ROOT, discoverPlugins, namedPlugins } from '#core/plugin_host/discovery'

type CommandClass = typeof BaseCommand

let commands: Promise<Map<string, CommandClass>> | null = null

/**
 * The ace commands of the plugins. Ace asks before the application boots, so the environment is read directly. A plugin that
 * cannot be loaded must not take the other commands along: they are what it is put right with.
 */
async function load(): Promise<Map<string, CommandClass>> {
  const found = new Map<string, CommandClass>()
  try {
    const named = namedPlugins(process.env.PEYVAND_PLUGINS)
    const without = namedPlugins(process.env.PEYVAND_WITHOUT)
    for (const { manifest } of await discoverPlugins(APPLICATION_ROOT, named, without)) {
      for (const command of (await manifest.commands?.())?.default ?? []) {
        found.set(command.commandName, command)
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`The commands of the plugins cannot be loaded: ${reason}\n`)
  }
  return found
}

/** The loader that `adonisrc.ts` names. */
export async function getMetaData(): Promise<CommandMetaData[]> {
  commands ??= load()
  return [...(await commands).values()].map((command) => command.serialize())
}

export async function getCommand({ commandName }: CommandMetaData): Promise<CommandClass | null> {
  commands ??= load()
  return (await commands).get(commandName) ?? null
}
