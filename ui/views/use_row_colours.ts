import { computed, shallowRef, watchEffect, type ComputedRef, type Ref } from 'vue'
import { useNow } from '@vueuse/core'
import type { Colour, ColourRule } from '#core/metadata/view_types'
import type { MatchContext } from '#core/records/row_match'
import { useFormat } from '../composables/use_format.js'
import { useFailures } from '../app/failures.js'
import { resolvePath } from '../list/paths.js'
import { useMetadata } from '../stores/metadata_store.js'
import { useSession } from '../stores/session_store.js'
import { isClear } from './view_settings.js'

export interface RowColours {
  row: Colour | null
  cells: Record<string, Colour>
}
export type ColourOf = (row: Record<string, unknown>) => RowColours

const NONE: RowColours = { row: null, cells: {} }
type Matching = typeof import('#core/records/row_match')
interface Loaded {
  matching: Matching
  types: MatchContext['types']
}

/**
 * Colours of rows by the rules of a view; the first rule that matches decides. The query language comes to the browser only
 * where a view has rules.
 */
export function useRowColours(
  entity: Ref<string>,
  rules: Ref<readonly ColourRule[] | undefined>
): ComputedRef<ColourOf> {
  const metadata = useMetadata()
  const session = useSession()
  const failures = useFailures()
  const format = useFormat()
  const now = useNow({ interval: 60_000 })
  const loaded = shallowRef<Loaded | null>(null)

  async function load(): Promise<void> {
    const [matching, registry] = await Promise.all([
      import('#core/records/row_match'),
      import('#core/metadata/field_types/registry'),
    ])
    loaded.value = { matching, types: new registry.FieldTypes() }
  }
  watchEffect(() => {
    if (rules.value?.length && !loaded.value) load().catch(failures.report)
  })

  return computed<ColourOf>(() => {
    const parts = loaded.value
    if (!parts || !rules.value?.length) return () => NONE
    const { timeZone, calendar } = format.value.reader
    const context: MatchContext = {
      types: parts.types,
      field(path) {
        const field = resolvePath(metadata.entities, entity.value, path)?.field
        return field && isClear(field) ? field : null
      },
      reader: { timeZone, calendar, userId: session.user?.id ?? 0 },
      now: now.value,
    }
    const tests = rules.value.map(({ filter, colour, column }) => ({
      colour,
      column,
      matches: parts.matching.rowTest(filter, context),
    }))
    return (row) => {
      const found: RowColours = { row: null, cells: {} }
      for (const { colour, column, matches } of tests) {
        const taken = column === undefined ? found.row : found.cells[column]
        if (taken || !matches(row)) continue
        if (column === undefined) found.row = colour
        else found.cells[column] = colour
      }
      return found
    }
  })
}
