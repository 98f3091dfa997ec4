import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { contributedMenu } from '../plugin_host/contributions.js'
import { MENU_GROUPS, type MenuGroup, type MenuItem } from '../plugin_host/define_ui_plugin.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useSession } from '../stores/session_store.js'
import { useFormat } from './use_format.js'

export interface MenuEntry {
  id: string
  label: string
  icon: string
  to: string
  entity: string | null
}
export interface MenuSection {
  group: MenuGroup
  label: string
  entries: MenuEntry[]
}

/** The sidebar of this person: what may not be opened is not offered; entities made by the client come by themselves. */
export function useMenu(): ComputedRef<MenuSection[]> {
  const metadata = useMetadata()
  const session = useSession()
  const format = useFormat()
  const { t } = useI18n()

  const allowed = (item: MenuItem): boolean => {
    if (item.entity && !metadata.entity(item.entity)?.access.read) return false
    const wanted = item.permission === undefined ? [] : [item.permission].flat()
    return wanted.length === 0 || wanted.some((permission) => session.can(permission))
  }
  const entry = (item: MenuItem): MenuEntry => {
    const entity = item.entity ? metadata.entity(item.entity) : null
    return {
      id: item.id,
      label: item.label ? t(item.label) : format.value.label(entity?.labelPlural),
      icon: item.icon ?? `i-lucide-${entity?.icon ?? 'circle'}`,
      to: item.to ?? `/records/${item.entity ?? ''}`,
      entity: item.entity ?? null,
    }
  }
  const clientItems = computed<MenuItem[]>(() =>
    Object.values(metadata.entities)
      .filter((entity) => entity.origin === 'client' && !entity.removed)
      .map((entity) => ({ id: `client.${entity.name}`, entity: entity.name, group: 'work' }))
  )

  return computed(() =>
    MENU_GROUPS.map((group) => ({
      group,
      label: t(`menu.${group}`),
      entries: [...contributedMenu, ...clientItems.value]
        .filter((item) => item.group === group && allowed(item))
        .map(entry),
    })).filter((section) => section.entries.length > 0)
  )
}
