import { get, text, write } from './client'
import type * as T from './types_forms'

/** Calls about what is printed. The server leaves out of a view what is empty; here it is completed. */

type Raw = Record<string, any>
const e = encodeURIComponent

export const formLine = (raw: Raw): T.FormLine => ({ ...(raw as T.FormLine), url: raw.url ?? '', html: raw.html ?? '', xlsx: raw.xlsx ?? '' })
const laid = (raw: Raw): T.Layout => ({ ...(raw as T.Layout), form: formLine(raw.form) })

export const forms = (base: string) => get<Raw[]>(`${base}/forms`).then((all) => all.map(formLine))
export const layout = (base: string, form: string) => get<Raw>(`${base}/forms/${e(form)}/settings`).then(laid)
export const layOut = (base: string, form: string, settings: Record<string, number>) => write<Raw>('PUT', `${base}/forms/${e(form)}/settings`, { settings }).then(laid)
/** A form's page as it would look now. */
export const formPage = (url: string) => text(url)

export const rosters = (unit: string) =>
  get<Raw[]>(`units/${e(unit)}/rosters`).then((all) => all.map((r) => ({ ...r, filters: r.filters.map((f: Raw) => ({ ...f, options: f.options ?? [] })) }) as T.Roster))
/** The address of a roster of one of the lists, narrowed by what was chosen. */
export const rosterUrl = (roster: T.Roster, list: string, chosen: Record<string, string>) =>
  `${roster.url}?list=${e(list)}` + Object.entries(chosen).filter(([, v]) => v.trim()).map(([k, v]) => `&${e(k)}=${e(v.trim())}`).join('')
