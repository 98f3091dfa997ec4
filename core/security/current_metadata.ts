import type { ApplicationService } from '@adonisjs/core/types'
import type { EffectiveMetadata } from '#core/metadata/types'
import { coreDefinitions } from '#core/security/definitions'

function named<T extends { name: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((definition) => [definition.name, definition]))
}

export async function currentMetadata(_app: ApplicationService): Promise<() => EffectiveMetadata> {
  const fixed: EffectiveMetadata = {
    version: 'core',
    entity: named(coreDefinitions.entities),
    choice_list: named(coreDefinitions.choiceLists),
    view: named(coreDefinitions.views),
    form: named(coreDefinitions.forms),
    role: named(coreDefinitions.roles),
  }
  return () => fixed
}
