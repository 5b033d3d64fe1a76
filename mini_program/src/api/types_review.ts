import type { Mark, Offer } from './types'

/** What reviewers, desktops and holders of a one-time code are told. */

export type QueueList = 'pending' | 'approved' | 'returned' | 'rejected'

export interface QueueCard {
  application: string
  name: string
  title: string
  waiting: string
  waited: number
  since: string
  special: string[]
  page: string
}

export interface Queue {
  unit: { id: string; name: string }
  base?: string
  lists: Record<QueueList, number>
  cards: QueueCard[]
  forward?: { ok: boolean; ready: number; why: string[]; deed: string; label?: string; base?: string; seq?: number } | null
}

export interface ReviewUnit {
  unit: string
  unit_name: string
  kind?: string
  role: string
  pending?: number
}

export interface Review {
  application: string
  base: string
  seq: number
  name: string
  title: string
  status_text: string
  readonly: boolean
  sections: { id: string; label: string; seen: boolean; marks: number; void: boolean }[]
  marks: Mark[]
  offers: Offer[]
  seen: number
  total: number
  fill: string[]
  /** Of `fill`, what a deed cannot do without. */
  needed: string[]
  /** The stations of the application, in order. */
  chain: { unit: string; label: string; state: string }[]
  changed: string[]
  banner?: string | null
}

export interface Waiting {
  id: string
  name: string
  id_number?: string
  phone?: string
  since?: string
  lines?: string[]
}

export interface Ticket {
  kind: string
  who: string
  page?: string | null
  base?: string | null
  expires?: string
  text: string
  detail: string
  agree: string
}

export interface Qr {
  ticket?: string
  qr: string
  url?: string
  expires: string
  token?: string
}
