import type { HttpRouterService } from '@adonisjs/core/types'
import type { ApplicationService } from '@adonisjs/core/types'
import type { BaseCommand } from '@adonisjs/core/ace'
import type {
  ChoiceListDefinition,
  DuplicateRuleDefinition,
  EntityDefinition,
  FieldTypeName,
  FormDefinition,
  LocalizedText,
  RoleDefinition,
  TemplateDefinition,
  ViewDefinition,
} from '#core/metadata/types'
import type { JobDefinition, JobName, ScheduleDefinition } from '#core/jobs/types'
import type { FieldType } from '#core/metadata/field_type'
import type { RecordHooks } from '#core/records/hooks'
import type { EventListener } from '#core/realtime/types'
import type { ActionDefinition, TriggerDefinition } from '#core/workflow/types'

type Lazy<T> = () => Promise<{ default: T }>

/** What a module contributes: the thing itself, or a function that makes it once the plugin's services are bound. */
export type Contributed<T> = T | ((app: ApplicationService) => T | Promise<T>)

export interface DefinitionSet {
  entities?: EntityDefinition[]
  choiceLists?: ChoiceListDefinition[]
  views?: ViewDefinition[]
  forms?: FormDefinition[]
  roles?: RoleDefinition[]
  templates?: TemplateDefinition[]
  duplicateRules?: DuplicateRuleDefinition[]
}

export interface PermissionDeclaration {
  /** Starts with the plugin's name: `telephony.listen`. */
  name: string
  label: LocalizedText
}

/** A typed setting: the schema makes the settings page, validates and encrypts. */
export type SettingDeclaration = { label: LocalizedText; help?: LocalizedText } & (
  | { type: 'text'; default: string; maxLength?: number; pattern?: string }
  | { type: 'secret' }
  | { type: 'integer'; default: number; min?: number; max?: number }
  | { type: 'boolean'; default: boolean }
  | { type: 'choice'; default: string; options: Record<string, LocalizedText> }
  | { type: 'multi_choice'; default: string[]; options: Record<string, LocalizedText> }
  /** Whole seconds. */
  | { type: 'duration'; default: number; min?: number; max?: number }
  /** `HH:MM`. */
  | { type: 'time'; default: string }
  | { type: 'email'; default: string }
  | { type: 'url'; default: string }
)

/**
 * A plugin as one declaration: data and lazy imports. Importing it does nothing. `ui` is a path, so that the server never
 * imports Vue.
 */
export interface PluginManifest {
  /** snake_case, permanent; names of routes, permissions, queues, tables and locale keys carry it. */
  name: string
  version: string
  label: LocalizedText
  description?: LocalizedText
  requires?: { core?: string; plugins?: Record<string, string> }
  permissions?: PermissionDeclaration[]
  settings?: Record<string, SettingDeclaration>
  definitions?: Lazy<DefinitionSet>
  fieldTypes?: Lazy<FieldType<FieldTypeName>[]>
  /** Binds the plugin's services into the container. Called once, in dependency order, before anything else of it. */
  register?: Lazy<(app: ApplicationService) => void | Promise<void>>
  /** Routes under `/api/<name>`, signed in by default. */
  routes?: Lazy<(router: HttpRouterService) => void>
  hooks?: Lazy<Contributed<RecordHooks[]>>
  jobs?: Lazy<Contributed<JobDefinition<JobName>[]>>
  schedules?: ScheduleDefinition<JobName>[]
  listeners?: Lazy<Contributed<EventListener[]>>
  /** What service tasks of workflows can do. */
  workflowActions?: Lazy<Contributed<ActionDefinition[]>>
  /** What begins workflows: the plugin fires them through `Triggers`. */
  workflowTriggers?: Lazy<Contributed<TriggerDefinition[]>>
  commands?: Lazy<(typeof BaseCommand)[]>
  /** Folder of `.bpmn` files that are published when the plugin is installed, from its root. A file's name is the workflow's key. */
  workflows?: string
  /** Folder of the plugin's own migrations (tables that are not entities), from its root. */
  migrations?: string
  /** Folder with `en.json`, `fa.json`, `az.json`. */
  locales?: string
  /** Module that the browser application loads, from the plugin's root. */
  ui?: string
}
