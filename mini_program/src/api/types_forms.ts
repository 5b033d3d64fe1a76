/** What is printed: the forms of an application, how one is laid out, a unit's rosters. */

export interface FormLine {
  id: string
  label: string
  /** To the paper, the page and the workbook: a form has those that its region declares. */
  url: string
  html: string
  xlsx: string
  watermark?: string
  /** Something can be turned on it. */
  layout?: boolean
  /** Larger than A4: looked at as a whole. */
  sheet?: boolean
}

/** One thing that can be turned; without a value it is as usual. */
export interface Setting {
  key: string
  label: string
  unit: string
  least: number
  most: number
  usual: number
  value?: number | null
}

export interface LayoutPart {
  label: string
  settings: Setting[]
}

export interface Layout {
  form: FormLine
  parts: LayoutPart[]
  settings: Record<string, number>
  readonly?: boolean
}

/** The form whose signed copy a slot wants; what has changed since where that is out of date. */
export interface Copy {
  label: string
  url: string
  stale?: boolean
  changed: string[]
}

export interface RosterFilter {
  path: string
  label: string
  options: string[]
}

export interface Roster {
  id: string
  label: string
  url: string
  filters: RosterFilter[]
}
