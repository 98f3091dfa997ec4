import { useI18n } from 'vue-i18n'

/** The words for an audited action (`record.updated`); actions of plugins that bring no words are shown as they are. */
export function useActionLabel(): (action: string) => string {
  const { t, te } = useI18n()
  return (action) => {
    const key = `admin.audit.actions.${action.replaceAll('.', '_')}`
    return te(key) || te(key, 'en') ? t(key) : action
  }
}
