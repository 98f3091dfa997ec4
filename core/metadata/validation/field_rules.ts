import type { FieldDefinition, FieldOf } from '#core/metadata/types'
import type { IssueList, ValidationContext } from '#core/metadata/validation/context'
import { isFeel } from '#core/expressions/feel'
import { isSafePattern } from '#core/expressions/safe_pattern'
import { isObject } from '#core/metadata/layers/types'
import { decimalScale } from '#core/metadata/field_types/decimal_type'
import { MAX_JSON_BYTES } from '#core/metadata/field_types/json_type'
import { MAX_LINKS } from '#core/metadata/field_types/many_to_many_type'
import { MAX_CHOICES } from '#core/metadata/field_types/multi_choice_type'
import { ID_COUNTRIES } from '#core/metadata/field_types/national_id_type'
import { percentScale } from '#core/metadata/field_types/percent_type'
import { MAX_RATING } from '#core/metadata/field_types/rating_type'
import { moneyScale } from '#core/metadata/field_types/money_type'
import { isTextList, checkLabel, checkOptional } from '#core/metadata/validation/shape'

/** nvarchar characters that fit SQL Server's index key of 1,700 bytes. */
export const MAX_INDEXED_LENGTH = 850
/** Beyond it nvarchar is a large object: that is what long text is for. */
const MAX_TEXT_LENGTH = 4_000
const MAX_SCALE = 6

type Rule<T extends FieldDefinition['type']> = (
  issues: IssueList,
  context: ValidationContext,
  field: FieldOf<T>,
  path: string,
  entity: string
) => void

/** Checks one field of an entity. */
export function checkField(
  issues: IssueList,
  context: ValidationContext,
  entity: string,
  field: FieldDefinition,
  path: string
): void {
  checkLabel(issues, field.label, `${path}.label`)
  if (field.help !== undefined) checkLabel(issues, field.help, `${path}.help`)
  const known = typeof field.type === 'string' && context.types.has(field.type)
  if (
    !issues.require(known, 'E_UNKNOWN_FIELD_TYPE', `${path}.type`, { type: String(field.type) })
  ) {
    return
  }
  const flags = ['required', 'unique', 'readOnly', 'indexed', 'searchable', 'audited', 'sensitive']
  checkOptional(issues, { ...field }, 'boolean', [...flags, 'removed'], path)
  /** What a removed field points at may be gone as well; it is checked when the field is put back. */
  if (field.removed === true) return
  const before = issues.issues.length
  const rule = RULES[field.type] as Rule<FieldDefinition['type']> | undefined
  rule?.(issues, context, field, path, entity)
  if (issues.issues.length > before) return
  checkKeys(issues, context, field, path)
  checkDefault(issues, context, field, path)
}

/** Whether the field can carry the index or the uniqueness asked of it. */
function checkKeys(
  issues: IssueList,
  context: ValidationContext,
  field: FieldDefinition,
  path: string
): void {
  if (!field.unique && !field.indexed) return
  for (const column of Object.values(context.types.get(field.type).columns(field))) {
    const fits =
      column.kind !== 'text' && (column.kind !== 'string' || column.length <= MAX_INDEXED_LENGTH)
    issues.require(fits, 'E_INDEX_TOO_WIDE', path, { max: MAX_INDEXED_LENGTH })
  }
}

function checkDefault(
  issues: IssueList,
  context: ValidationContext,
  field: FieldDefinition,
  path: string
): void {
  const preset = field.default
  if (preset === undefined || preset === null) return
  if (isObject(preset) && 'feel' in preset) {
    const readable = typeof preset.feel === 'string' && isFeel(preset.feel)
    issues.require(readable, 'E_EXPRESSION', `${path}.default.feel`)
    return
  }
  const parsed = context.types.get(field.type).parse(preset, field)
  if ('code' in parsed) issues.add('E_DEFAULT', `${path}.default`, { reason: parsed.code })
  else if (field.type === 'choice' || field.type === 'multi_choice') {
    const options = context.definitions.choice_list.get(field.choices)?.options ?? {}
    const chosen = Array.isArray(parsed.value) ? parsed.value : [parsed.value]
    const offered = chosen.every(
      (one) => typeof one === 'string' && Object.hasOwn(options, one) && !options[one]?.removed
    )
    issues.require(offered, 'E_DEFAULT', `${path}.default`, { reason: 'E_UNKNOWN_CHOICE' })
  }
}

function checkRange(issues: IssueList, field: { min?: number; max?: number }, path: string): void {
  checkOptional(issues, { ...field }, 'number', ['min', 'max'], path)
  const ordered = field.min === undefined || field.max === undefined || field.min <= field.max
  issues.require(ordered, 'E_RANGE', path)
}

function checkScale(issues: IssueList, scale: number, path: string): void {
  const fine = Number.isInteger(scale) && scale >= 0 && scale <= MAX_SCALE
  issues.require(fine, 'E_SCALE', `${path}.scale`, { max: MAX_SCALE })
}

function checkLength(issues: IssueList, value: number | undefined, max: number, path: string) {
  if (value === undefined) return
  const fine = Number.isInteger(value) && value >= 1 && value <= max
  issues.require(fine, 'E_LENGTH', path, { max })
}

function checkTarget(
  issues: IssueList,
  context: ValidationContext,
  target: string,
  path: string
): boolean {
  const entity = context.definitions.entity.get(target)
  return issues.require(entity !== undefined && !entity.removed, 'E_UNKNOWN_TARGET', path, {
    target: String(target),
  })
}

const checkText: Rule<'text'> = (issues, _context, field, path) => {
  checkLength(issues, field.maxLength, MAX_TEXT_LENGTH, `${path}.maxLength`)
  checkLength(issues, field.minLength, field.maxLength ?? 255, `${path}.minLength`)
  if (field.pattern === undefined) return
  const safe = typeof field.pattern === 'string' && isSafePattern(field.pattern)
  issues.require(safe, 'E_BAD_PATTERN', `${path}.pattern`)
}

function checkChoices(
  issues: IssueList,
  context: ValidationContext,
  name: string,
  path: string
): void {
  const list = context.definitions.choice_list.get(name)
  issues.require(list !== undefined && !list.removed, 'E_UNKNOWN_CHOICE_LIST', `${path}.choices`, {
    list: String(name),
  })
}

/** Several values have their own index, and are not unique as a whole. */
function refuseKeys(issues: IssueList, field: FieldDefinition, path: string): void {
  issues.require(!field.unique && !field.indexed, 'E_LIST_KEYS', path)
}

function checkResultScale(issues: IssueList, scale: number | undefined, path: string): void {
  if (scale !== undefined) checkScale(issues, scale, path)
}

const checkOneToMany: Rule<'one_to_many'> = (issues, context, field, path, entity) => {
  if (!checkTarget(issues, context, field.target, `${path}.target`)) return
  const fields = context.definitions.entity.get(field.target)?.fields ?? {}
  const inverse = Object.hasOwn(fields, field.inverse) ? fields[field.inverse] : undefined
  const points =
    inverse !== undefined &&
    !inverse.removed &&
    ((inverse.type === 'lookup' && inverse.target === entity) ||
      (inverse.type === 'regarding' && inverse.targets.includes(entity)))
  issues.require(points, 'E_INVERSE', `${path}.inverse`, {
    target: field.target,
    inverse: String(field.inverse),
  })
}

const checkRegarding: Rule<'regarding'> = (issues, context, field, path) => {
  const fine = isTextList(field.targets) && field.targets.length > 0
  if (!issues.require(fine, 'E_WRONG_TYPE', `${path}.targets`)) return
  for (const [at, target] of field.targets.entries()) {
    checkTarget(issues, context, target, `${path}.targets.${at}`)
  }
}

const RULES: { [T in FieldDefinition['type']]?: Rule<T> } = {
  text: checkText,
  long_text: (issues, _context, field, path) =>
    checkLength(issues, field.maxLength, 10_000_000, `${path}.maxLength`),
  integer: (issues, _context, field, path) => checkRange(issues, field, path),
  duration: (issues, _context, field, path) => checkRange(issues, field, path),
  decimal(issues, _context, field, path) {
    checkRange(issues, field, path)
    checkScale(issues, decimalScale(field), path)
  },
  money(issues, _context, field, path) {
    checkRange(issues, field, path)
    checkScale(issues, moneyScale(field), path)
    const currency = field.currency === undefined || /^[A-Z]{3}$/.test(field.currency)
    issues.require(currency, 'E_CURRENCY', `${path}.currency`)
  },
  choice: (issues, context, field, path) => checkChoices(issues, context, field.choices, path),
  lookup(issues, context, field, path) {
    checkTarget(issues, context, field.target, `${path}.target`)
    const rule = field.onDelete
    const known = rule === undefined || rule === 'restrict' || rule === 'set_null'
    issues.require(known, 'E_WRONG_TYPE', `${path}.onDelete`)
  },
  one_to_many: checkOneToMany,
  regarding: checkRegarding,
  autonumber(issues, _context, field, path) {
    const fine =
      typeof field.format === 'string' &&
      field.format.length <= 40 &&
      /\{seq(?::\d{1,2})?\}/.test(field.format)
    issues.require(fine, 'E_AUTONUMBER_FORMAT', `${path}.format`)
  },
  multi_choice(issues, context, field, path) {
    checkChoices(issues, context, field.choices, path)
    checkLength(issues, field.maxItems, MAX_CHOICES, `${path}.maxItems`)
    refuseKeys(issues, field, path)
  },
  many_to_many(issues, context, field, path) {
    checkTarget(issues, context, field.target, `${path}.target`)
    checkLength(issues, field.maxItems, MAX_LINKS, `${path}.maxItems`)
    refuseKeys(issues, field, path)
    issues.require(field.default === undefined, 'E_DEFAULT', `${path}.default`, { reason: '' })
  },
  rich_text: (issues, _context, field, path) =>
    checkLength(issues, field.maxLength, 10_000_000, `${path}.maxLength`),
  percent(issues, _context, field, path) {
    checkRange(issues, field, path)
    checkScale(issues, percentScale(field), path)
  },
  rating: (issues, _context, field, path) =>
    checkLength(issues, field.max, MAX_RATING, `${path}.max`),
  time: (issues, _context, field, path) =>
    checkOptional(issues, { ...field }, 'boolean', ['seconds'], path),
  national_id(issues, _context, field, path) {
    const known = field.country === undefined || ID_COUNTRIES.includes(field.country)
    issues.require(known, 'E_WRONG_TYPE', `${path}.country`)
  },
  iban(issues, _context, field, path) {
    const { countries } = field
    const fine =
      countries === undefined ||
      (isTextList(countries) && countries.every((country) => /^[A-Z]{2}$/.test(country)))
    issues.require(fine, 'E_WRONG_TYPE', `${path}.countries`)
  },
  json: (issues, _context, field, path) =>
    checkLength(issues, field.maxBytes, MAX_JSON_BYTES, `${path}.maxBytes`),
  image: (issues, _context, field, path) =>
    checkOptional(issues, { ...field }, 'number', ['maxBytes'], path),
  formula: (issues, _context, field, path) => checkResultScale(issues, field.scale, path),
  rollup: (issues, _context, field, path) => checkResultScale(issues, field.scale, path),
  file(issues, _context, field, path) {
    checkOptional(issues, { ...field }, 'number', ['maxBytes'], path)
    const fine = field.accept === undefined || isTextList(field.accept)
    issues.require(fine, 'E_WRONG_TYPE', `${path}.accept`)
  },
}
