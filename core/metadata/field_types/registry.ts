import type { ColumnSpec, FieldType } from '#core/metadata/field_type'
import type { FieldDefinition, FieldTypeName } from '#core/metadata/types'
import { autonumberType } from '#core/metadata/field_types/autonumber_type'
import { booleanType } from '#core/metadata/field_types/boolean_type'
import { choiceType } from '#core/metadata/field_types/choice_type'
import { dateType } from '#core/metadata/field_types/date_type'
import { datetimeType } from '#core/metadata/field_types/datetime_type'
import { decimalType } from '#core/metadata/field_types/decimal_type'
import { durationType } from '#core/metadata/field_types/duration_type'
import { emailType } from '#core/metadata/field_types/email_type'
import { fileType } from '#core/metadata/field_types/file_type'
import { integerType } from '#core/metadata/field_types/integer_type'
import { longTextType } from '#core/metadata/field_types/long_text_type'
import { lookupType } from '#core/metadata/field_types/lookup_type'
import { moneyType } from '#core/metadata/field_types/money_type'
import { oneToManyType } from '#core/metadata/field_types/one_to_many_type'
import { phoneType } from '#core/metadata/field_types/phone_type'
import { regardingType } from '#core/metadata/field_types/regarding_type'
import { textType } from '#core/metadata/field_types/text_type'

import { bankCardType } from '#core/metadata/field_types/bank_card_type'
import { formulaType } from '#core/metadata/field_types/formula_type'
import { ibanType } from '#core/metadata/field_types/iban_type'
import { imageType } from '#core/metadata/field_types/image_type'
import { jsonType } from '#core/metadata/field_types/json_type'
import { manyToManyType } from '#core/metadata/field_types/many_to_many_type'
import { multiChoiceType } from '#core/metadata/field_types/multi_choice_type'
import { nationalIdType } from '#core/metadata/field_types/national_id_type'
import { percentType } from '#core/metadata/field_types/percent_type'
import { ratingType } from '#core/metadata/field_types/rating_type'
import { richTextType } from '#core/metadata/field_types/rich_text_type'
import { rollupType } from '#core/metadata/field_types/rollup_type'
import { timeType } from '#core/metadata/field_types/time_type'
import { urlType } from '#core/metadata/field_types/url_type'

const BUILT_IN: readonly FieldType[] = [
  textType,
  longTextType,
  integerType,
  decimalType,
  moneyType,
  booleanType,
  dateType,
  datetimeType,
  durationType,
  choiceType,
  lookupType,
  oneToManyType,
  regardingType,
  phoneType,
  emailType,
  autonumberType,
  fileType,
  imageType,
  richTextType,
  percentType,
  ratingType,
  timeType,
  urlType,
  nationalIdType,
  ibanType,
  bankCardType,
  multiChoiceType,
  manyToManyType,
  formulaType,
  rollupType,
  jsonType,
]

/** Name of the column that holds the part `suffix` of a field. */
export function columnName(field: string, suffix: string): string {
  return suffix === '' ? field : `${field}_${suffix}`
}

/** Name of the table that keeps the values of a field with several: no entity and no field has a double underscore. */
export function linkTableOf(table: string, field: string): string {
  return `${table}__${field}`
}

/** The field types known to a process or a browser: those of the core, and what plugins register. */
export class FieldTypes {
  readonly #types: Map<string, FieldType>

  /** `own` stand in for built-in types of the same name: the server's, which do more than the browser's. */
  constructor(own: readonly FieldType[] = []) {
    this.#types = new Map([...BUILT_IN, ...own].map((type) => [type.name, type]))
  }

  /** Throws for an unknown name: definitions were validated before. */
  get(name: FieldTypeName): FieldType {
    const type = this.#types.get(name)
    if (!type) throw new RangeError(`There is no field type "${name}"`)
    return type
  }

  has(name: string): boolean {
    return this.#types.has(name)
  }

  /** Adds a plugin's type. A name is given once; the same declaration may come again on a reload. */
  register(type: FieldType): void {
    const known = this.#types.get(type.name)
    if (known && known !== type) throw new RangeError(`Field type "${type.name}" exists already`)
    this.#types.set(type.name, type)
  }

  all(): FieldType[] {
    return [...this.#types.values()]
  }

  /** Columns of a field by their names in the table. */
  columnsOf(name: string, field: FieldDefinition): Record<string, ColumnSpec> {
    const columns: Record<string, ColumnSpec> = {}
    for (const [suffix, spec] of Object.entries(this.get(field.type).columns(field))) {
      columns[columnName(name, suffix)] = spec
    }
    return columns
  }
}
