import { createI18n } from 'vue-i18n'
import type { Language } from '#core/metadata/types'
import { mergeMessages, type Messages } from './merge_messages.js'

type MessageModule = { default: Messages }
const own = import.meta.glob<MessageModule>('../locales/*.json')
/** Texts of page groups, each under keys of its own. */
const ofPages = import.meta.glob<MessageModule>('../pages/*/locales/*.json')
/** Texts of the designers: loaded when the first of them is opened. */
const ofDesigners = import.meta.glob<MessageModule>('../../designer/*/locales/*.json')
/** The server's texts: of these those of error codes, and of the workflow kernel's faults, are for the browser too, so that both say the same. */
const ofCore = import.meta.glob<MessageModule>('../../core/i18n/locales/*/*.json')
const ofPlugins = import.meta.glob<MessageModule>([
  '../../plugins/*/locales/*.json',
  '../../plugins/*/ui/locales/*.json',
  /** Texts of one part of a plugin's pages, beside them. */
  '../../plugins/*/ui/*/locales/*.json',
])

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  missingWarn: false,
  fallbackWarn: false,
  messages: {},
})

const loaded = new Set<Language>()

/** The plugin a locale file belongs to, from its path. */
const pluginOf = (path: string): string => /plugins\/([^/]+)\//.exec(path)?.[1] ?? ''

/** Loads the texts of a language (the application's and every plugin's) and switches to it. */
export async function loadLanguage(language: Language): Promise<void> {
  if (!loaded.has(language)) {
    const base = own[`../locales/${language}.json`]
    let messages: Messages = base ? (await base()).default : {}
    const pages = Object.entries(ofPages).filter(([path]) => path.endsWith(`/${language}.json`))
    for (const part of await Promise.all(pages.map(([, load]) => load()))) {
      messages = mergeMessages(messages, part.default)
    }
    const core = Object.entries(ofCore).filter(([path]) => path.includes(`/locales/${language}/`))
    for (const part of await Promise.all(core.map(([, load]) => load()))) {
      const { errors, fault, incident } = part.default
      if (typeof errors === 'object') messages = mergeMessages({ errors }, messages)
      /** What the workflow kernel says runs in the browser too. */
      if (fault && incident) messages = mergeMessages({ workflow: { fault, incident } }, messages)
    }
    const files = Object.entries(ofPlugins).filter(([path]) => path.endsWith(`/${language}.json`))
    const parts = await Promise.all(
      files.map(async ([path, load]) => ({ plugin: pluginOf(path), texts: (await load()).default }))
    )
    for (const { plugin, texts } of parts) {
      const { errors } = texts
      messages = mergeMessages(messages, { [plugin]: texts, ...(errors ? { errors } : {}) })
    }
    i18n.global.setLocaleMessage(language, messages as never)
    loaded.add(language)
  }
  if (designing) await addDesignerTexts(language)
  i18n.global.locale.value = language as never
}

let designing = false
const designerTexts = new Set<Language>()

async function addDesignerTexts(language: Language): Promise<void> {
  if (designerTexts.has(language)) return
  const files = Object.entries(ofDesigners).filter(([path]) => path.endsWith(`/${language}.json`))
  for (const part of await Promise.all(files.map(([, load]) => load()))) {
    i18n.global.mergeLocaleMessage(language, part.default as never)
  }
  designerTexts.add(language)
}

/** Adds the designers' texts in the present language, and from now on in each language switched to. */
export async function loadDesignerTexts(): Promise<void> {
  designing = true
  await addDesignerTexts('en')
  await addDesignerTexts(i18n.global.locale.value as Language)
}
