import { computed, watch, type ComputedRef, type Ref } from 'vue'
import { offline } from '@/api/problem'
import { rowsPath } from '@/api/calls'
import { newKey, newRow } from '@/api/keys'
import type { Write } from '@/api/queue'
import type { RowCardView, Section } from '@/api/types'
import { section as completed } from '@/api/views'
import { remember } from './load'
import { line, outbox } from './outbox'
import { path } from './pages'

/** The id under which the server describes a row that is not there yet. */
const BLANK = 'r0'

/** Under which key a row's page is read. */
export const rowKey = (base: string, section: string, row: string): string => `${base}/${section}/${row}`

const pathOf = (view: Section, row?: string): string => rowsPath(view.base, view.section) + (row ? `/${encodeURIComponent(row)}` : '')

/**
 * Add a row. Without a net it waits in the line like every answer, and can be filled at once.
 * @param view the section with its rows
 * @returns the row's id; nothing when the server would not have it
 */
export async function addRow(view: Section): Promise<string | null> {
  const row = newRow()
  remember(rowKey(view.base, view.section, row), blank(view, row))
  const sent = line.push<Section>({ key: newKey(), method: 'POST', path: pathOf(view), body: { row, values: {} }, label: row })
  const result = await Promise.race([sent, stillness()])
  if (!result) return row
  return result.ok ? result.view.row || row : null
}

/** What is done to a row that stands in the list; each goes into the line behind what was done before it. */
export type RowDeed = { kind: 'move'; place: number } | { kind: 'drop' } | { kind: 'restore' }

/**
 * Move a row, put it aside or bring it back; without a net it waits in the line.
 * @param view the section with its rows, as the server last described it
 * @returns the section as it is then; `waits` while nothing goes out, `refused` when the server would not have it and has said why
 */
export async function doToRow(view: Section, row: string, deed: RowDeed): Promise<Section | 'waits' | 'refused'> {
  const at = pathOf(view, row)
  const common = { key: newKey(), label: row, inOrder: true }
  // A place is counted in the list that was seen. Behind other changes it is counted in the list that those leave.
  const seen = line.under(pathOf(view)).length ? undefined : view.rows?.seq
  const write = {
    move: () => ({ ...common, method: 'PUT' as const, path: `${at}/place`, body: { place: (deed as { place: number }).place }, ifMatch: seen }),
    drop: () => ({ ...common, method: 'DELETE' as const, path: at, body: undefined }),
    restore: () => ({ ...common, method: 'POST' as const, path: `${at}/restore`, body: {} }),
  }[deed.kind]()
  const result = await Promise.race([line.push<object>(write), stillness()])
  if (!result) return 'waits'
  return result.ok ? completed(result.view) : 'refused'
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

/** A row as the list shows it; `waits` says what of it the server does not know yet. */
export type ShownRow = RowCardView & { waits: '' | 'new' | 'moved' }

/** The rows of a section as they will be once everything that waits has been sent. */
export function shownRows(view: Ref<Section | null>): ComputedRef<ShownRow[]> {
  return computed(() => {
    const moves = outbox.left + outbox.settled
    return view.value?.rows && moves >= 0 ? afterAll(view.value, line.under(pathOf(view.value))) : []
  })
}

/** Lay the writes that wait over the list that the server described, one after the other as it will take them. */
export function afterAll(view: Section, writes: Write[]): ShownRow[] {
  const root = pathOf(view)
  let list: ShownRow[] = (view.rows?.cards ?? []).map((card) => ({ ...card, waits: '' }))
  const aside = new Map<string, { card: ShownRow; place: number }>()
  for (const write of writes) {
    const row = write.label
    const place = list.findIndex((card) => card.row === row)
    const card = list[place]
    const rest = list.filter((other) => other.row !== row)
    if (write.path === root) {
      if (!card) list = [...list, begun(view, row, list.length + 1)]
    } else if (write.method === 'DELETE') {
      if (card) aside.set(row, { card, place })
      list = rest
    } else if (write.method === 'PUT') {
      const to = (write.body as { place: number }).place
      if (card) list = [...rest.slice(0, to), { ...card, waits: card.waits || 'moved' }, ...rest.slice(to)]
    } else {
      const known = view.rows?.aside.find((kept) => kept.row === row)
      const gone = aside.get(row) ?? (known && { card: { ...begun(view, row, 0), title: known.title, waits: 'moved' as const }, place: list.length })
      if (gone && !card) list = [...list.slice(0, gone.place), gone.card, ...list.slice(gone.place)]
    }
  }
  // What lies between two rows is known of the list as the server has it.
  const moved = writes.length > 0
  return list.map((card, n) => ({ ...card, n: n + 1, gap_after: moved ? '' : card.gap_after }))
}

const begun = (view: Section, row: string, n: number): ShownRow => ({
  row, n, title: '新的一条', lines: [], status: 'new', word: '', void: false, seq: 0, waits: 'new',
  page: path('row-edit', { base: view.base, section: view.section, row }),
})

/** A row is read only once the server knows it; until then there is nothing newer than what was begun here. */
export async function rowLanded(base: string, section: string, row: string): Promise<void> {
  const root = rowsPath(base, section)
  const waits = () => line.under(root).some((w) => w.path === root && w.label === row)
  if (waits()) await line.flush()
  if (waits()) throw offline()
}
