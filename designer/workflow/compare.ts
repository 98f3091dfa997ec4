/// <reference path="../../ui/diagram/libraries.d.ts" />
import { BpmnModdle } from 'bpmn-moddle'
import { diff } from 'bpmn-js-differ'
import { PEYVAND_MODDLE } from '#core/workflow/kernel/extension'
import type { Moddle } from '#ui/diagram/moddle.js'
import { changesOf, type Change } from './model/difference.js'

/** What a document says otherwise than an earlier one. */
export async function compareDocuments(before: string, after: string): Promise<Change[]> {
  const moddle = new BpmnModdle({ peyvand: PEYVAND_MODDLE })
  const [old, fresh] = [await moddle.fromXML(before), await moddle.fromXML(after)]
  return changesOf(
    diff(old.rootElement, fresh.rootElement),
    old.rootElement as Moddle,
    fresh.rootElement as Moddle
  )
}
