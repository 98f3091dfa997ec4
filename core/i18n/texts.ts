import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Catalogue, type MessageTree, type TextParams } from '#core/i18n/catalogue'
import { LANGUAGES, type Language } from '#core/metadata/types'

function readTree(path: string): MessageTree {
  return JSON.parse(readFileSync(path, 'utf8')) as MessageTree
}

/** The texts of this process. The core's own are read when the module is loaded: an error at start-up needs them already. */
class Texts extends Catalogue {
  constructor(folder: string) {
    super()
    for (const language of LANGUAGES) {
      for (const name of readdirSync(join(folder, language))) {
        if (!name.endsWith('.json')) continue
        this.add(language, name.slice(0, -'.json'.length), readTree(join(folder, language, name)))
      }
    }
  }

  /** Adds a plugin's `en.json`, `fa.json` and `az.json`; its keys start with its name. */
  addPlugin(name: string, folder: string): void {
    for (const language of LANGUAGES) {
      const path = join(folder, `${language}.json`)
      if (existsSync(path)) this.add(language, name, readTree(path))
    }
  }
}

export const texts = new Texts(fileURLToPath(new URL('./locales/', import.meta.url)))

/** The text of a key in a language, with its parameters filled in; the key itself when there is no text. */
export function text(language: Language, key: string, params: TextParams = {}): string {
  return texts.text(language, key, params)
}
