import type { FieldDefinition, LocalizedText } from '#core/metadata/types'

/**
 * Short makers of fields that the PBX fills. They are read-only and not audited: their history is the PBX's own rows,
 * which the mirror keeps.
 */
const fromPbx = { readOnly: true, audited: false } as const

type Extra = { indexed?: boolean; searchable?: boolean; sensitive?: boolean; required?: boolean }

export const textField = (label: LocalizedText, maxLength = 255, extra: Extra = {}) =>
  ({ type: 'text', label, maxLength, ...fromPbx, ...extra }) satisfies FieldDefinition
export const phoneText = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'text', label, maxLength: 80, ...fromPbx, ...extra }) satisfies FieldDefinition
export const integer = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'integer', label, ...fromPbx, ...extra }) satisfies FieldDefinition
export const seconds = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'duration', label, ...fromPbx, ...extra }) satisfies FieldDefinition
export const flag = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'boolean', label, ...fromPbx, ...extra }) satisfies FieldDefinition
export const instant = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'datetime', label, ...fromPbx, ...extra }) satisfies FieldDefinition
export const day = (label: LocalizedText, extra: Extra = {}) =>
  ({ type: 'date', label, ...fromPbx, ...extra }) satisfies FieldDefinition
export const choice = (label: LocalizedText, choices: string, extra: Extra = {}) =>
  ({ type: 'choice', label, choices, ...fromPbx, ...extra }) satisfies FieldDefinition
export const lookup = (label: LocalizedText, target: string, extra: Extra = {}) =>
  ({ type: 'lookup', label, target, indexed: true, ...fromPbx, ...extra }) satisfies FieldDefinition
