import { computed, watch, type ComputedRef, type Ref } from 'vue'
import { offline } from '@/api/problem'
import { rowsPath } from '@/api/calls'
import { newKey, newRow } from '@/api/keys'
import type { Section } from '@/api/types'
import { remember } from './load'
import { line, outbox } from './outbox'

/** The id under which the server describes a row that is not there yet. */
const BLANK = 'r0'

/** Under which key a row's page is read. */
export const rowKey = (base: string, section: string, row: string): string => `${base}/${section}/${row}`

/**
 * Add a row. Without a net it waits in the line like every answer, and can be filled at once.
 * @param view the section with its rows
 * @returns the row's id; nothing when the server would not have it
 */
export async function addRow(view: Section): Promise<string | null> {
  const row = newRow()
  const path = rowsPath(view.base, view.section)
  remember(rowKey(view.base, view.section, row), blank(view, row))
  const sent = line.push<Section>({ key: newKey(), method: 'POST', path, body: { row, values: {} }, label: row })
  const result = await Promise.race([sent, stillness()])
  if (!result) return row
  return result.ok ? result.view.row || row : null
}

/** Resolves when it is plain that nothing goes out now. */
function stillness(): Promise<null> {
  return new Promise((resolve) => {
    const stop = watch(() => outbox.still, (still) => {
      if (!still) return
      resolve(null)
      setTimeout(() => stop())
    }, { immediate: true })
  })
}

function blank(view: Section, row: string): Section {
  const groups = JSON.parse(JSON.stringify(view.rows?.blank ?? []).split(`${view.section}.${BLANK}.`).join(`${view.section}.${row}.`))
  return { ...view, row, rows: null, groups, problems: [], notes: [], help: null, next: null, prev: null, cleared: false }
}

/** Rows of a section that wait for the net, in order. */
export function waitingRows(view: Ref<Section | null>): ComputedRef<string[]> {
  return computed(() => {
    const moves = outbox.left + outbox.settled
    if (!view.value || moves < 0) return []
    const there = new Set(view.value.rows?.cards.map((c) => c.row))
    return line.adding(rowsPath(view.value.base, view.value.section)).map((w) => w.label).filter((row) => !there.has(row))
  })
}

/** A row is read only once the server knows it; until then there is nothing newer than what was begun here. */
export async function rowLanded(base: string, section: string, row: string): Promise<void> {
  const waits = () => line.adding(rowsPath(base, section)).some((w) => w.label === row)
  if (waits()) await line.flush()
  if (waits()) throw offline()
}
