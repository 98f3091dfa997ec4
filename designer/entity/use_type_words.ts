import { useI18n } from 'vue-i18n'

/** What kinds of fields are called and are for. A plugin's own kind has its name among the plugin's texts. */
export function useTypeWords(): { name: (type: string) => string; text: (type: string) => string } {
  const { t, te } = useI18n()
  const name = (type: string): string => {
    const keys = [`entity_designer.types.${type}.name`, `field_types.${type}`]
    const key = keys.find((one) => te(one))
    return key ? t(key) : type
  }
  const text = (type: string): string => {
    const key = `entity_designer.types.${type}.text`
    return te(key) ? t(key) : ''
  }
  return { name, text }
}
