import type { FieldView } from './types_fill'
import type { FormLine } from './types_forms'
import type { Notice } from './notices'

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
  /** Units that wait for its word. */
  units?: number
  /** The unit has too few officers, and what to do. */
  warning?: string
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
  /** Whom one helps with it; nothing where it is one's own. */
  helps?: string
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
  /** Why the ID number cannot be confirmed: somebody else holds it. */
  taken: string
  /** What is to be agreed to before an ID number is registered. */
  notices: Notice[]
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
  /** The page on which the region says whether one may apply. */
  inquiry: string
}

/** Whether one may apply, as far as it was answered: the questions, and what comes of them once none is open. */
export interface Inquiry {
  region: string
  label: string
  help: string
  questions: { field: string; label: string; ask: string; control: string; allowed?: string; example?: string; options?: { code: string; label: string }[]; value?: unknown; text?: string; offers?: string }[]
  verdict: 'open' | 'yes' | 'check' | 'no'
  word: string
  said: { weight: 'no' | 'check' | 'tell'; text: string; rests_on: string; clause?: string }[]
  /** The clauses that were met. */
  met: string
  note: string
}

/** One thing that is still to be done before it is handed in, with its last day. */
export interface Deadline {
  deed: string
  day: string
  text: string
  unit?: string
  late?: boolean
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
  /** Further sections that may stay empty, and do. */
  spare: number
  next?: Link | null
  groups: { label: string; done: number; total: number; sections: SectionLine[] }[]
  last?: { label: string; locked: boolean; word: string; page: string } | null
  fix?: { count: number; opinion: string; until?: string | null; by: string } | null
  deeds: Offer[]
  notes: Note[]
  calendar: Deadline[]
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
  /** A section has lines, or a table of years, or nothing, which `none` says. */
  sections: { label: string; page: string; lines: { label: string; text: string }[]; table?: { columns: string[]; rows: { title: string; cells: string[] }[] } | null; none: string }[]
  next: { label: string; page?: string | null; deed?: string | null }
  submit: Offer
  /** Asking the unit for the publicity that comes before. */
  ready: Offer | null
  /** Why nothing can be handed in yet, though everything is filled: whom it waits for. */
  account: Note | null
  /** What is to be done now, where nothing is left to mend; empty otherwise. */
  say: string
  /** What is to be agreed to before it goes, to be made public or handed in. */
  notices: Notice[]
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
  notices: Notice[]
}

export interface Progress {
  sentence: string
  must_act: boolean
  chain: { label: string; unit: string; state: 'done' | 'now' | 'later' | 'returned'; word: string; when?: string | null; opinion?: string | null; waited?: string | null }[]
  /** Publicities before it is handed in. */
  before: Progress['chain']
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

export * from './types_fill'
export * from './types_forms'
export * from './types_review'
