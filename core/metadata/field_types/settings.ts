import type { FieldTypeName, Json } from '#core/metadata/types'

/** What a setting of a field type is edited with. */
export type SettingKind =
  | 'text'
  | 'localized_text'
  | 'integer'
  | 'number'
  | 'boolean'
  /** One of `options`. */
  | 'option'
  /** A list of texts. */
  | 'texts'
  /** Name of a choice list. */
  | 'choice_list'
  /** Name of an entity, or several. */
  | 'entity'
  | 'entities'
  /** Name of a field; of which entity and types says `field`. */
  | 'field'
  | 'feel'
  | 'filter'

/**
 * One setting of a field type, so that an editor can be made for a type that it has never heard of. Its label is the text
 * `field_settings.<name>`, the label of an option `field_settings.<name>_<option>`.
 */
export interface FieldSetting {
  name: string
  kind: SettingKind
  label: string
  required: boolean
  /** Whether it may change once records have values. */
  changeable: boolean
  min?: number
  max?: number
  /** What holds where nothing is said; for what must be said, what designers begin with. */
  preset?: Json
  options?: readonly string[]
  /** For `field` and `filter`: `own`, or the entity that another setting names or its field leads to; only these types. */
  field?: { of: 'own' | { setting: string }; types?: readonly FieldTypeName[] }
}

/** A setting, optional and changeable unless said. */
export function setting(
  name: string,
  kind: SettingKind,
  more: Partial<Omit<FieldSetting, 'name' | 'kind' | 'label'>> = {}
): FieldSetting {
  return { name, kind, label: `field_settings.${name}`, required: false, changeable: true, ...more }
}

/** Bounds of a number, and the digits behind its point. */
export function numberSettings({ scale = false } = {}): FieldSetting[] {
  return [
    setting('min', 'number'),
    setting('max', 'number'),
    ...(scale ? [setting('scale', 'integer', { min: 0, max: 6, preset: 2 })] : []),
  ]
}
