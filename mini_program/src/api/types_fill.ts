import type { Link, Note, Problem, SectionStatus } from './types'
import type { Notice } from './notices'
import type { Copy } from './types_forms'

/** What is filled: a section, its rows, its questions, the slots of its evidence. */

export interface Option {
  code: string
  label: string
  guide?: string | null
  ok?: boolean
  parent?: string | null
}

export interface Mark {
  n: number
  address?: string
  page?: number | null
  label?: string
  text: string
  by?: string
  old?: string | null
  /** What stands there since it was mended. */
  now?: string
  /** Of a document that is another one now: both. */
  was_file?: SlotDocument | null
  now_file?: SlotDocument | null
  /** What became of it since the newest return; one of a return before that is over. */
  state?: 'open' | 'done' | 'explained' | 'earlier'
  explanation?: string | null
  /** Went out with a return; what is not sent yet can still be taken back. */
  sent?: boolean
  /** A note that goes with no return of who looks: another unit's, or of an earlier round. */
  stays?: boolean
}

export type Control =
  | 'text' | 'textarea' | 'number' | 'yes_no' | 'month' | 'date' | 'period' | 'year'
  | 'choice' | 'choices' | 'tree' | 'unit' | 'row' | 'id_number' | 'phone'
  | 'note' | 'evidence' | 'portrait' | 'pledge' | 'printed'

export interface FieldView {
  address: string
  label: string
  kind: string
  control: Control | string
  allowed?: string
  hint?: string
  help?: string
  example?: string
  required: boolean
  none?: string | null
  value: unknown
  text: string
  seq: number
  markable: boolean
  /** What a unit laid over the answer; the answer itself stays as it was signed. */
  corrected: string
  derived: boolean
  locked: boolean
  stale?: boolean | string | null
  doubt?: string | null
  problem?: { code: string; text: string; instead?: string[] } | null
  mark?: Mark | null
  options?: Option[]
  /** Something that stands in no list may be written. */
  free?: boolean
  recommend?: { code: string; why: string } | null
  suggest?: string[]
  /** What the server would put in by itself. */
  preset?: unknown
  preset_text?: string
  max?: number | null
  min?: number | null
  suffix?: string | null
  keyboard?: 'text' | 'number' | 'digits'
  search?: string | null
  slot?: Slot | null
  /** Of a pledge: what is signed, and the signature. */
  words?: string
  image?: string
}

export interface SlotPage {
  id: string
  n: number
  state: 'waiting' | 'good' | 'doubt' | 'refused'
  verdict: string
  /** A document that was chosen: it is exchanged, not taken again. */
  file: boolean
  width: number
  height: number
  image: string
}

export interface SlotDocument {
  url: string
  pages: number
  size: number
  size_text: string
}

export interface Slot {
  address: string
  label?: string
  accept: string[]
  max_mb: number
  max_pages: number
  hint: string
  requires: string[]
  state: 'empty' | 'working' | 'refused' | 'ready' | 'kept'
  /** What was confirmed; what is only made of the pages goes with them. */
  kept?: SlotDocument | null
  pages: SlotPage[]
  document?: SlotDocument | null
  used_text: string
  mark?: Mark | null
  seq?: number
  locked?: boolean
  /** Why pages that are good each cannot be one document, and what to do. */
  refused?: string
  copy?: Copy | null
  /** What is to be agreed to before a picture is taken. */
  notices: Notice[]
}

export interface RowCardView {
  row: string
  n: number
  title: string
  lines: string[]
  status: string
  word: string
  void: boolean
  gap_after?: string | null
  page: string
}

export interface Rows {
  name: string
  min: number
  max: number | null
  count: number
  can_add: boolean
  why_not?: string | null
  seq: number
  cards: RowCardView[]
  /** Rows that were struck and can be brought back, the newest first. */
  aside: { row: string; title: string }[]
  /** What a row asks that is not there yet; its id in every address is `+`. */
  blank: { label?: string | null; fields: FieldView[] }[]
  /** They stand in another order than the region offers. */
  untidy: boolean
  /** Where they ask the same of several years: all of them, to be filled on one page. */
  table: { row: string; n: number; title: string; fields: FieldView[]; own: boolean; void: boolean; mark?: Mark | null }[]
}

export interface Section {
  base: string
  section: string
  row?: string | null
  label: string
  group?: string | null
  seq: number
  readonly: boolean
  why_readonly?: string | null
  help?: string | null
  gate?: string | null
  problems: Problem[]
  notes: Note[]
  groups: { label?: string | null; fields: FieldView[] }[]
  rows?: Rows | null
  next?: Link | null
  prev?: Link | null
  /** A return opened only places of it: it cannot be cleared as a whole. */
  partly?: boolean
  /** What stood here was cleared and can be found again. */
  cleared: boolean
  /** With which it came back as a whole. */
  mark?: Mark | null
  status?: SectionStatus
  /** The plan of an ended application whose answers can be looked at and taken here. */
  earlier?: string
}

/** What a section held in an application that has ended. */
export interface Earlier {
  label: string
  lines: string[]
  rows: number
  documents: number
}

/** The section after it was taken from there: how much, and what could not be, each with its reason. */
export interface Taken {
  section: Section
  answers: number
  rows: number
  documents: number
  lost: string[]
}

export interface Saved {
  address: string
  value: unknown
  text: string
  seq: number
  saved_at: string
  changed: FieldView[]
  /** Fields that are no longer asked. */
  gone: string[]
  /** Which other answers were taken away because of this one, and why. */
  said?: string
  doubt: string | null
}
