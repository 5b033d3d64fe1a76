import type { FieldView, Section } from '@/api/types'

const YEAR = /(?:19|20)\d{2}/
const TENFOLD = 10

/** The year that a field's label names, or nothing. */
export const yearOf = (field: FieldView): string | undefined => YEAR.exec(field.label)?.[0]

/** A number of one year, free to be typed: such fields stand side by side. */
export const ofYear = (field: FieldView): boolean => field.control === 'number' && !!yearOf(field) && !field.locked && !field.mark

/** One row of a table of years: what it is called, a cell for each year, and what else it asks. */
export interface YearLine {
  row: string
  title: string
  own: boolean
  void: boolean
  mark: NonNullable<Section['rows']>['table'][number]['mark']
  cells: FieldView[]
  /** What is ticked or not. */
  ticks: FieldView[]
  /** How an own row is called: the words that it is given. */
  names: FieldView[]
  /** How it is to be filled. */
  notes: string[]
  /** What is asked about its numbers, which may well be right. */
  doubts: string[]
}

type Row = NonNullable<Section['rows']>['table'][number]

/** A row as a line of the table; what is neither of a year nor a tick nor a name stands in its own page. */
export function lineOf(row: Row): YearLine {
  const asked = row.fields.filter((f) => !f.derived && f.control !== 'note')
  const cells = asked.filter((f) => ['text', 'number'].includes(f.control) && yearOf(f))
  const called = row.fields.find((f) => f.control === 'text' && !yearOf(f) && f.text)?.text
  return {
    row: row.row, title: called ?? row.title, own: row.own, void: row.void, mark: row.mark, cells,
    ticks: asked.filter((f) => f.control === 'yes_no'),
    names: asked.filter((f) => f.control === 'text' && !cells.includes(f)),
    notes: row.fields.filter((f) => f.control === 'note' && f.text).map((f) => f.text),
    doubts: row.fields.flatMap((f) => f.doubt ?? []),
  }
}

/** Numbers of one row that are ten times the others, or a tenth of them, by place: a zero too many or too few. */
export function outliers(texts: string[]): Record<number, 'more' | 'less'> {
  const found: Record<number, 'more' | 'less'> = {}
  const numbers = texts.map((text) => (/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : NaN))
  numbers.forEach((number, n) => {
    const others = numbers.filter((other, m) => m !== n && other > 0).sort((a, b) => a - b)
    if (others.length < 2 || !(number > 0)) return
    const usual = others[Math.floor((others.length - 1) / 2)]
    if (number >= TENFOLD * usual && number >= TENFOLD) found[n] = 'more'
    else if (number * TENFOLD <= usual) found[n] = 'less'
  })
  return found
}

/** The next cell to be filled behind one, else the first empty one before it; nothing when all are filled. */
export function nextEmpty(cells: FieldView[], filled: (cell: FieldView) => boolean, after = ''): FieldView | undefined {
  const at = cells.findIndex((cell) => cell.address === after)
  return [...cells.slice(at + 1), ...cells.slice(0, Math.max(0, at))].find((cell) => !filled(cell))
}
