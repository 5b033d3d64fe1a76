/** What the product says over HTTP, `/api/v1`. Addresses in `page` are page paths with query; `url` and `image` are fetched with the token. */

export interface Problem {
  code: string
  section?: string | null
  row?: string | null
  field?: string | null
  text: string
  instead?: string[]
  level?: 'stop' | 'warn'
  page?: string | null
}

/** RFC 9457 body of a refusal. */
export interface ProblemBody {
  type?: string
  title: string
  status: number
  code: string
  detail: string
  problems?: Problem[]
  current?: FieldView
}

export interface Offer {
  deed: string
  label: string
  ok: boolean
  say?: string | null
  danger?: boolean
  /** Words go with it. */
  opinion?: boolean
  /** Why the same person has to write a reason; empty where none is asked. */
  reason?: string
  page?: string | null
}

export interface Note {
  kind: 'know' | 'look' | 'zhu'
  text: string
  action?: { label: string; page?: string; deed?: string } | null
}

export interface Link {
  label: string
  page: string
}

export interface Session {
  token: string
  expires: string
  person?: { id: string; name: string } | null
  needs: string[]
}

export interface Membership {
  unit: string
  unit_name: string
  kind: string
  role: string
  /** Accounts that wait to be confirmed there. */
  waiting?: number
}

export interface ApplicationCard {
  id: string
  base: string
  title: string
  plan: string
  status: string
  status_text: string
  page: string
  over: boolean // nothing more is expected of it
}

export interface Me {
  person?: { id?: string; name: string; id_number: string; phone: string; state: string; state_text: string } | null
  base: string
  registered: boolean // everything is said that is asked of everybody
  needs?: string[]
  memberships: Membership[]
  applications: ApplicationCard[]
  subscribe: string[]
  employer?: { id: string; name: string } | null
  opinion: string
  sections: SectionLine[]
  joined: boolean // a chat of the official account is tied to this person
  face: { applicant: boolean; reviewer: boolean }
}

export interface Plan {
  id: string
  label: string
  region: string
  year: number
  level: string
  opens: string
  closes: string
  can_start: boolean
  why?: string | null
  begun?: string // the id of my application that has the place under it
  documents: { label: string; url: string }[]
}

export type SectionStatus = 'done' | 'missing' | 'problems' | 'new' | 'locked' | 'optional'

export interface SectionLine {
  id: string
  label: string
  status: SectionStatus
  word: string
  page: string
}

export interface Home {
  id: string
  base: string
  seq: number
  title: string
  subtitle: string
  plan?: string
  status: string
  status_text: string
  sentence?: string
  deadline?: string | null
  left?: string
  done: number
  total: number
  next?: Link | null
  groups: { label: string; done: number; total: number; sections: SectionLine[] }[]
  last?: { label: string; locked: boolean; word: string; page: string } | null
  fix?: { count: number; opinion: string; until?: string | null; by: string } | null
  deeds: Offer[]
  notes: Note[]
}

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
  state?: 'open' | 'done' | 'explained'
  explanation?: string | null
  /** Went out with a return; what is not sent yet can still be taken back. */
  sent?: boolean
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
  pages: SlotPage[]
  document?: SlotDocument | null
  used_text: string
  mark?: Mark | null
  seq?: number
  locked?: boolean
  /** Why pages that are good each cannot be one document, and what to do. */
  refused?: string
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
  /** What a row asks that is not there yet; its id in every address is `r0`. */
  blank: { label?: string | null; fields: FieldView[] }[]
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

export interface Place {
  code?: string
  section?: string | null
  text: string
  page?: string | null
  address?: string
}

export interface Check {
  seq?: number
  /** It is still with the person; otherwise there is only to be read what was handed in. */
  open: boolean
  blocking: Place[]
  doubts: Place[]
  forms: { id: string; label: string; url: string }[]
  sections: { label: string; page: string; lines: { label: string; text: string }[] }[]
  next: { label: string; page?: string | null; deed?: string | null }
  submit: Offer
  /** Why nothing can be handed in yet, though everything is filled: whom it waits for. */
  account: Note | null
}

export interface Pledge {
  address: string
  text: string
  source?: string
  title: string
  binds: { at: string; code: string; digest: string }
  state: 'unsigned' | 'signed' | 'stale'
  changed: string[]
  signed_at?: string | null
  image?: string | null
}

export interface Progress {
  sentence: string
  must_act: boolean
  chain: { label: string; unit: string; state: 'done' | 'now' | 'later' | 'returned'; word: string; when?: string | null; opinion?: string | null; waited?: string | null }[]
  /** What sent it back, ended it or took a step back, each in the region's word for that. */
  rounds: { label: string; text: string }[]
  submitted?: string
  actions: Offer[]
  /** Nothing more is to come. */
  over: boolean
  certificate: Certificate | null
}

/** The certificate as something to keep: what stands on it, its code, where anybody checks that, and its paper. */
export interface Certificate {
  title: string
  lines: { label: string; text: string }[]
  code: string
  verify: string
  form?: FormLine | null
}

export interface FixMark {
  n: number
  address: string
  label: string
  text: string
  old?: string | null
  new?: string | null
  state: 'open' | 'done' | 'explained'
  page: string
  explanation?: string | null
}

export interface Fix {
  by: string
  opinion?: string | null
  /** Until when, and how many days that is. */
  term?: string
  marks: FixMark[]
  rest_locked: boolean
  next: Link
  also: Place[]
}

export interface FormLine {
  id: string
  label: string
  url: string
  html?: string | null
  watermark?: string
}

export * from './types_review'
