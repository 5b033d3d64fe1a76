import { get, write } from './client'
import type { Mark, SlotDocument } from './types_fill'
import type { Qr, Review } from './types'
import * as V from './views'

/** What a reviewer lays over an application, how a head signs without an account, what experts see. */

const e = encodeURIComponent

/** How the stroke under a section of one application stands. */
export interface SignedSection {
  section: string
  label: string
  state: 'none' | 'asked' | 'signed' | 'stale'
  /** Where the signer's name stands, once it is signed. */
  address?: string
  name?: string
  at?: string
  image?: string
  until?: string
}

/** What a head signs by a code. */
export interface StrokeAsked {
  unit_name: string
  by: string
  at: string
  until: string
  people: number
  lines: { name: string; title: string; label: string; words: { label: string; text: string }[]; code: string }[]
  name?: string
  /** Said once it is done. */
  signed?: string
}

export interface Proof {
  label: string
  document: SlotDocument
}

/** One block of a form as experts read it. */
export interface ExpertPart {
  title: string
  lines: { label: string; text: string }[]
  rows: { n: number; cells: { label: string; text: string }[]; documents: Proof[] }[]
  documents: Proof[]
}

export interface Expert {
  base: string
  name: string
  title: string
  unit_name: string
  plan: string
  code: string
  note: string
  parts: ExpertPart[]
}

/** Marks that were taken back or sent keep their numbers: the newest one follows the highest. */
export const following = (marks: Mark[]): number => Math.max(0, ...marks.map((m) => m.n)) + 1

/** @param seq the place of the application as it was seen */
export const correct = (id: string, address: string, text: string, seq: number): Promise<Review> => write<object>('POST', `review/${e(id)}/corrections`, { address, text }, seq).then(V.review)
export const strike = (id: string, section: string, row: string, on: boolean, seq: number): Promise<Review> => write<object>('POST', `review/${e(id)}/strikes`, { section, row, on }, seq).then(V.review)

export const askStroke = (unit: string, applications: string[], values: Record<string, unknown>): Promise<Qr> => write<object>('POST', `units/${e(unit)}/strokes`, { applications, values }).then(V.qr)
export const dropStroke = (id: string, section: string): Promise<Review> => write<object>('DELETE', `review/${e(id)}/strokes/${e(section)}`).then(V.review)
export const openStroke = (ticket: string): Promise<StrokeAsked> => write<StrokeAsked>('POST', `strokes/${e(ticket)}/open`, {})
export const signStroke = (ticket: string, ink: { name: string; width: number; height: number; strokes: [number, number][][] }): Promise<StrokeAsked> => write<StrokeAsked>('POST', `strokes/${e(ticket)}`, ink)

export const expert = (base: string): Promise<Expert> =>
  get<Record<string, any>>(`${base}/expert`).then((raw) => ({
    ...(raw as Expert),
    parts: (raw.parts as Record<string, any>[]).map((p) => ({ ...(p as ExpertPart), lines: p.lines ?? [], documents: p.documents ?? [], rows: (p.rows ?? []).map((r: Record<string, any>) => ({ ...r, documents: r.documents ?? [] })) })),
  }))
