import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { onShow } from '@dcloudio/uni-app'
import { offline } from '@/api/problem'
import { rowsPath } from '@/api/calls'
import { newKey, newRow } from '@/api/keys'
import type { Write } from '@/api/queue'
import type { FieldView, RowCardView, Section } from '@/api/types'
import { section as completed } from '@/api/views'
import { fieldsOf } from './answers'
import { recall, remember } from './load'
import { drafts, line, outbox } from './outbox'
import { path } from './pages'

/** The id under which the server describes a row that is not there yet. */
const BLANK = '+'

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
export type ShownRow = RowCardView & { waits: '' | 'new' | 'moved' | 'typed' }

/** The rows of a section, and those that were struck and that the server still lists. */
export interface ShownRows {
  cards: ShownRow[]
  struck: { row: string; title: string }[]
}

/** The rows of a section as they will be once everything that waits has been sent. */
export function shownRows(view: Ref<Section | null>): ComputedRef<ShownRows> {
  const looks = ref(0)
  onShow(() => void (looks.value += 1))
  return computed(() => {
    const changes = looks.value + outbox.left + outbox.settled
    return view.value?.rows && changes >= 0 ? afterAll(view.value, line.under(pathOf(view.value))) : { cards: [], struck: [] }
  })
}

/** Lay the writes that wait over the list that the server described, one after the other as it will take them. */
export function afterAll(view: Section, writes: Write[]): ShownRows {
  const root = pathOf(view)
  // Where nothing is written the server says the number that the row had; it may have another one here.
  const named = (card: RowCardView): string => (card.title === `第 ${card.n} 条` ? '' : card.title)
  let list: ShownRow[] = (view.rows?.cards ?? []).map((card) => asWritten(view, { ...card, title: named(card), waits: '' }))
  const aside = new Map<string, { card: ShownRow; place: number }>()
  for (const write of writes) {
    const row = write.label
    const place = list.findIndex((card) => card.row === row)
    const card = list[place]
    const rest = list.filter((other) => other.row !== row)
    if (write.path === root) {
      if (!card) list = [...list, asWritten(view, begun(view, row))]
    } else if (write.method === 'DELETE') {
      if (card) aside.set(row, { card, place })
      list = rest
    } else if (write.method === 'PUT') {
      const to = (write.body as { place: number }).place
      if (card) list = [...rest.slice(0, to), { ...card, waits: card.waits || 'moved' }, ...rest.slice(to)]
    } else {
      const known = view.rows?.aside.find((kept) => kept.row === row)
      const gone = aside.get(row) ?? (known && { card: { ...begun(view, row), title: known.title, waits: 'moved' as const }, place: list.length })
      if (gone && !card) list = [...list.slice(0, gone.place), gone.card, ...list.slice(gone.place)]
      aside.delete(row)
    }
  }
  // What lies between two rows is known of the list as the server has it.
  const moved = writes.length > 0
  return {
    cards: list.map((card, n) => ({ ...card, n: n + 1, gap_after: moved || card.waits ? '' : card.gap_after })),
    struck: [...aside.values()].reverse().map(({ card }) => ({ row: card.row, title: card.title })),
  }
}

const begun = (view: Section, row: string): ShownRow => ({
  row, n: 0, title: '', lines: [], status: 'new', word: '', void: false, waits: 'new',
  page: path('row-edit', { base: view.base, section: view.section, row }),
})

/** A row with what was written in it since the list was read: in its own page, or only on the phone. */
function asWritten(view: Section, card: ShownRow): ShownRow {
  const page = recall<Section>(rowKey(view.base, view.section, card.row))
  if (!page) return card
  const answers = fieldsOf(page).filter((field) => field.control !== 'note').map((field) => {
    const at = `${view.base}/answers/${field.address}`
    const unsent = line.unsent(at)
    const draft = unsent ? undefined : drafts.of(at)
    return { field, unsent, draft, text: unsent ? typedText(field, unsent) : draft ? draft.text : short(field) }
  })
  const waits = answers.some((a) => a.unsent)
  if (!waits && !answers.some((a) => a.draft || a.field.seq > view.seq) && card.waits !== 'new') return card
  const wrong = answers.filter((a) => !a.unsent && (a.draft || a.field.problem)).length
  const lacks = answers.filter((a) => a.field.required && !a.field.derived && !a.text && a.field.slot?.state !== 'kept').length
  const [title = '', ...lines] = answers.map((a) => named(a.field, a.text)).filter(Boolean)
  const fate = wrong ? { status: 'problems', word: `${wrong} 处要改` } : lacks ? { status: 'missing', word: `还差 ${lacks} 项` } : { status: 'done', word: '已完成' }
  return { ...card, title, lines, ...(card.void ? {} : fate), waits: card.waits || (waits ? 'typed' : '') }
}

function typedText(field: FieldView, write: Write): string {
  const text = (write.body as { text?: string } | undefined)?.text ?? write.label
  return text && field.suffix && !text.endsWith(field.suffix) ? text + field.suffix : text
}

/** 是, 否 and bare numbers stand with what they tell. */
const named = (field: FieldView, text: string): string => (text && (field.kind === 'yes_no' || (field.kind !== 'year' && /^\d+$/.test(text))) ? `${field.label}：${text}` : text)

/** An answer as it stands in a list of rows: months and days short, the rest as everywhere. */
function short(field: FieldView): string {
  if (!['month', 'date', 'period'].includes(field.kind)) return field.text
  const days = field.text.replace(/(\d{4})年(\d{2})月(?:(\d{2})日)?/g, (_, ...found) => found.slice(0, 3).filter(Boolean).join('.'))
  return days.replace(/(\d)至(今?)/, (_, end: string, now: string) => (now ? `${end} 至今` : `${end} 至 `))
}

/** Whether a row was begun here and the server does not know it yet. */
export function isBegun(base: string, section: string, row: string): boolean {
  const root = rowsPath(base, section)
  return line.under(root).some((w) => w.path === root && w.label === row)
}

/** A row is read only once the server knows it; until then there is nothing newer than what was begun here. */
export async function rowLanded(base: string, section: string, row: string): Promise<void> {
  if (isBegun(base, section, row)) await line.flush()
  if (isBegun(base, section, row)) throw offline()
}
