import { test } from '@japa/runner'
import {
  fallbackForm,
  formkitSchema,
  writableFields,
  type SchemaNode,
} from '#core/forms/formkit_schema'
import { isWritable, type FormEntity } from '#core/forms/form_entity'
import { checkField } from '#core/forms/field_rules'
import { FieldTypes } from '#core/metadata/field_types/registry'
import type { FormDefinition } from '#core/metadata/types'

const entity: FormEntity = {
  name: 'case',
  fields: {
    tracking_code: {
      type: 'autonumber',
      label: { en: 'Tracking code', fa: 'کد پیگیری' },
      format: '{seq:6}',
    },
    title: {
      type: 'text',
      label: { en: 'Title', fa: 'عنوان' },
      required: true,
      help: { en: 'Short' },
    },
    amount: { type: 'money', label: { en: 'Amount' }, currency: 'IRR', access: 'read' },
    description: { type: 'long_text', label: { en: 'Description' } },
    calls: { type: 'one_to_many', label: { en: 'Calls' }, target: 'call', inverse: 'case' },
    old: { type: 'text', label: { en: 'Old' }, removed: true },
  },
}
const form: FormDefinition = {
  name: 'case_main',
  entity: 'case',
  label: { en: 'Main' },
  kind: 'main',
  elements: {
    more: { kind: 'section', label: { en: 'More' }, order: 2 },
    description: { kind: 'field', field: 'description', parent: 'more', order: 1 },
    calls: { kind: 'field', field: 'calls', parent: 'more', order: 2 },
    unknown: { kind: 'field', field: 'unknown', parent: 'more', order: 3 },
    request: {
      kind: 'section',
      label: { en: 'Request', fa: 'درخواست' },
      columns: 2,
      order: 1,
    },
    amount: { kind: 'field', field: 'amount', parent: 'request', order: 3 },
    title: { kind: 'field', field: 'title', parent: 'request', order: 2 },
    tracking_code: { kind: 'field', field: 'tracking_code', parent: 'request', order: 1 },
    gone: { kind: 'section', label: { en: 'Gone' }, removed: true },
    title_again: { kind: 'field', field: 'title', parent: 'gone' },
    nothing: { kind: 'section', label: { en: 'Nothing' }, order: 3 },
    old: { kind: 'field', field: 'old', parent: 'nothing' },
  },
}
const inputs = (schema: SchemaNode[]): string[] =>
  schema
    .flatMap((node) => (node.children as SchemaNode[] | undefined) ?? [])
    .map((node) => node.key)

test.group('form definition to FormKit schema', () => {
  test('the schema of a form, as it is handed to FormKit', ({ assert }) => {
    assert.deepEqual(formkitSchema(entity, form, { language: 'fa', mode: 'edit' }), [
      {
        $cmp: 'FormSection',
        key: 'request',
        props: {
          name: 'request',
          label: 'درخواست',
          columns: 2,
          collapsible: false,
          collapsed: false,
        },
        children: [
          {
            $formkit: 'pv_autonumber',
            key: 'tracking_code',
            name: 'tracking_code',
            id: 'field-tracking_code',
            label: 'کد پیگیری',
            validationVisibility: 'blur',
            element: 'tracking_code',
            readonly: true,
            wide: false,
          },
          {
            $formkit: 'pv_text',
            key: 'title',
            name: 'title',
            id: 'field-title',
            label: 'عنوان',
            help: 'Short',
            validationVisibility: 'blur',
            element: 'title',
            readonly: false,
            wide: false,
          },
          {
            $formkit: 'pv_money',
            key: 'amount',
            name: 'amount',
            id: 'field-amount',
            label: 'Amount',
            validationVisibility: 'blur',
            element: 'amount',
            readonly: true,
            wide: false,
          },
        ],
      },
      {
        $cmp: 'FormSection',
        key: 'more',
        props: { name: 'more', label: 'More', columns: 1, collapsible: false, collapsed: false },
        children: [
          {
            $formkit: 'pv_long_text',
            key: 'description',
            name: 'description',
            id: 'field-description',
            label: 'Description',
            validationVisibility: 'blur',
            element: 'description',
            readonly: false,
            wide: true,
          },
        ],
      },
    ])
  })

  test('when creating, what cannot be entered is left out', ({ assert }) => {
    const schema = formkitSchema(entity, form, { language: 'en', mode: 'create' })
    assert.deepEqual(inputs(schema), ['title', 'description'])
    assert.deepEqual(writableFields(entity, form), ['title', 'description'])
  })

  test('of a system-managed entity only its editable fields are written', ({ assert }) => {
    const managed = { ...entity, systemManaged: true, editableFields: ['description'] }
    assert.isFalse(isWritable(managed, 'title', managed.fields.title!))
    assert.isTrue(isWritable(managed, 'description', managed.fields.description!))
  })

  test('an entity without a form gets one with every field', ({ assert }) => {
    const schema = formkitSchema(entity, fallbackForm(entity), { language: 'en', mode: 'edit' })
    assert.deepEqual(inputs(schema), ['tracking_code', 'title', 'amount', 'description'])
  })

  test('compiling changes neither the entity nor the form', ({ assert }) => {
    const before = JSON.stringify([entity, form])
    formkitSchema(entity, form, { language: 'az', mode: 'edit' })
    assert.equal(JSON.stringify([entity, form]), before)
  })
})

test.group('rules of a field', () => {
  const types = new FieldTypes()
  const label = { en: 'x' }

  test('a required field without a value is named as such', ({ assert }) => {
    assert.deepEqual(checkField({ type: 'text', label, required: true }, '  ', types), {
      code: 'E_REQUIRED',
    })
    assert.deepEqual(checkField({ type: 'boolean', label, required: true }, null, types), {
      code: 'E_REQUIRED',
    })
    assert.isNull(checkField({ type: 'integer', label, required: true }, 0, types))
  })

  test('an empty optional field is right', ({ assert }) => {
    assert.isNull(checkField({ type: 'email', label }, '', types))
  })

  test('the field type’s own checks apply, with their parameters', ({ assert }) => {
    assert.deepEqual(checkField({ type: 'text', label, maxLength: 3 }, 'abcd', types), {
      code: 'E_TEXT_TOO_LONG',
      params: { max: 3 },
    })
    assert.isNotNull(checkField({ type: 'email', label }, 'not an address', types))
    assert.isNotNull(checkField({ type: 'integer', label, min: 5 }, 4, types))
  })
})
