import { told } from './notices'
import type * as T from './types'

/**
 * The server leaves out of a view what is empty. Here each view is completed once, so that no page asks twice;
 * nothing is decided here, only absent parts become empty ones and moments become words.
 */
type Raw = Record<string, any>

const many = <V>(value: V[] | undefined | null): V[] => value ?? []
const days = (waited: number | undefined): string => (waited === undefined ? '' : waited ? `已等 ${waited} 天` : '今天到')
/** A number with a hyphen in it is not torn apart at the end of a line. */
const whole = (text: string): string => text.replace(/-(?=\d)/g, '\u2060-\u2060')

export function me(raw: Raw): T.Me {
  const memberships = many<T.Membership>(raw.memberships)
  const applications = many<T.ApplicationCard>(raw.applications)
  const person = raw.person ? { ...raw.person, id_number: raw.id_number ?? '', phone: raw.phone ?? '', state: raw.state ?? 'new', state_text: raw.state_text ?? '' } : null
  return {
    person, memberships, applications, base: raw.base ?? 'people/me', needs: many(raw.needs), subscribe: many(raw.subscribe), registered: !!raw.registered && !many<string>(raw.needs).length,
    employer: raw.employer, opinion: raw.opinion ?? '', taken: raw.taken ?? '', notices: told(raw.notices), sections: many(raw.sections), joined: !!raw.joined,
    face: { applicant: applications.length > 0 || !memberships.length, reviewer: memberships.some((m) => m.role !== 'assistant') },
  }
}

export const plan = (raw: Raw): T.Plan => ({ ...(raw as T.Plan), why: raw.why ?? '', documents: many(raw.documents), inquiry: raw.inquiry ?? '' })

export const inquiry = (raw: Raw): T.Inquiry => ({ ...(raw as T.Inquiry), help: raw.help ?? '', word: raw.word ?? '', said: many(raw.said), met: raw.met ?? '', note: raw.note ?? '' })

const offer = (raw: Raw): T.Offer => ({ ...(raw as T.Offer), ok: !!raw.ok, opinion: !!raw.opinion, reason: raw.reason ?? '' })
const note = (raw: Raw): T.Note => ({ kind: raw.kind, text: raw.text, action: raw.page ? { label: '去看看', page: raw.page } : null })

export function home(raw: Raw): T.Home {
  return {
    ...(raw as T.Home), sentence: whole(raw.sentence ?? ''), subtitle: raw.subtitle ?? '', deadline: raw.deadline ?? '', spare: raw.spare ?? 0, groups: many(raw.groups), deeds: many<Raw>(raw.deeds).map(offer), notes: many<Raw>(raw.notes).map(note), calendar: many(raw.calendar),
    last: raw.last ? { ...raw.last, locked: raw.last.status === 'locked' } : null,
  }
}

export function slot(raw: Raw): T.Slot {
  const document = raw.kept ?? raw.document ?? null
  return { ...(raw as T.Slot), hint: raw.hint ?? '', requires: many(raw.requires), pages: many<Raw>(raw.pages).map((p) => ({ verdict: '', file: false, width: 0, height: 0, ...p, image: p.image ?? '' }) as T.SlotPage), document, used_text: raw.used_text ?? '', locked: !!raw.readonly, max_pages: raw.max_pages ?? 60, copy: raw.copy ? { ...raw.copy, changed: many(raw.copy.changed) } : null, notices: told(raw.notices) }
}

export function field(raw: Raw): T.FieldView {
  return {
    ...(raw as T.FieldView), text: raw.text ?? '', value: raw.value ?? null, seq: raw.seq ?? 0, derived: !!raw.derived, locked: !!raw.locked, options: many(raw.options), suggest: suggested(raw), slot: raw.slot ? slot(raw.slot) : null, words: raw.words ?? '', image: raw.image ?? '', markable: raw.markable !== false, corrected: raw.corrected ?? '',
    recommend: raw.recommend ? { code: raw.recommend.code, why: raw.recommend.guide ?? '' } : null,
    problem: raw.problem ? { ...raw.problem, instead: many(raw.problem.instead) } : null,
  }
}
/** What the server would put in by itself is offered first, never filled in silently. */
const suggested = (raw: Raw): string[] => (raw.preset_text && !many<string>(raw.suggest).includes(raw.preset_text) ? [raw.preset_text, ...many<string>(raw.suggest)] : many<string>(raw.suggest))

const group = (g: Raw) => ({ label: g.label ?? '', fields: many<Raw>(g.fields).map(field) })

export function section(raw: Raw): T.Section {
  return {
    ...(raw as T.Section), row: raw.row || null, readonly: !!raw.readonly, problems: many(raw.problems), notes: many<Raw>(raw.notes).map(note),
    groups: many<Raw>(raw.groups).map(group), cleared: !!raw.cleared,
    rows: raw.rows ? { min: 0, max: null, ...raw.rows, aside: many(raw.rows.aside), untidy: !!raw.rows.untidy, table: many<Raw>(raw.rows.table).map((r) => ({ ...r, own: !!r.own, void: !!r.void, fields: many<Raw>(r.fields).map(field) })), blank: many<Raw>(raw.rows.blank).map(group), cards: many<Raw>(raw.rows.cards).map((c) => ({ ...c, lines: many(c.lines), void: !!c.void }) as T.RowCardView) } : null,
  }
}

export const earlier = (raw: Raw): T.Earlier => ({ label: raw.label ?? '', lines: many(raw.lines), rows: raw.rows ?? 0, documents: raw.documents ?? 0 })
export const taken = (raw: Raw): T.Taken => ({ section: section(raw.section), answers: raw.answers ?? 0, rows: raw.rows ?? 0, documents: raw.documents ?? 0, lost: many(raw.lost) })

export function saved(raw: Raw): T.Saved {
  return { ...(raw as T.Saved), value: raw.value ?? null, text: raw.text ?? '', changed: many<Raw>(raw.changed).map(field), gone: many(raw.gone), doubt: raw.field?.doubt ?? null }
}

/** A signature that is not there yet is the next step and nothing wrong. */
export const unsigned = (spot: T.Place): boolean => !!spot.page?.startsWith('pages/pledge/')

export function check(raw: Raw): T.Check {
  const submit = raw.submit ? offer(raw.submit) : { deed: 'submit', label: '提交', ok: false }
  const blocking = many<T.Place>(raw.blocking)
  const next = raw.next ?? { label: raw.to ? `交给${raw.to}` : submit.label, deed: submit.deed }
  return { seq: raw.seq, open: !!raw.submit, blocking, doubts: many(raw.doubts), forms: many(raw.forms), sections: many<Raw>(raw.sections).map((s) => ({ ...s, lines: many(s.lines), none: s.none ?? '' }) as T.Check['sections'][number]), next, submit, account: raw.account ? note(raw.account) : null, say: raw.say ?? '', ready: raw.ready ? offer(raw.ready) : null, notices: told(raw.notices) }
}

export function pledge(raw: Raw): T.Pledge {
  return { ...(raw as T.Pledge), binds: { at: raw.at, code: raw.code, digest: raw.digest }, changed: many(raw.changed), image: raw.image || null, notices: told(raw.notices) }
}

export function progress(raw: Raw): T.Progress {
  /** What the chain shows where it stands is not said a second time below it. */
  const shown = (r: Raw) => many<Raw>(raw.chain).some((n) => n.state === 'returned' && n.unit === r.unit && n.when === r.when)
  const node = (n: Raw) => ({ ...n, label: n.label ?? '', unit: n.unit ?? '', word: n.word ?? '', waited: days(n.waited) }) as T.Progress['chain'][number]
  return {
    sentence: whole(raw.sentence), must_act: !!raw.must_act, chain: many<Raw>(raw.chain).map(node), before: many<Raw>(raw.before).map(node), actions: many<Raw>(raw.actions).map(offer), submitted: raw.submitted, over: !!raw.over, certificate: raw.certificate ?? null,
    rounds: many<Raw>(raw.rounds).filter((r) => !shown(r)).map((r) => ({ label: `${r.unit}${r.word}：${r.when ?? ''}`, text: r.opinion ?? '' })),
  }
}

export function fix(raw: Raw): T.Fix {
  const marks = many<Raw>(raw.marks).map((m) => ({ ...m.mark, ...m }) as T.FixMark)
  return { ...(raw as T.Fix), marks, next: raw.next ?? { label: '核对、签名、提交', page: `pages/check/check?base=${raw.base ?? ''}` }, also: many(raw.also) }
}

export function queue(raw: Raw): T.Queue {
  const unit = { id: raw.unit, name: raw.unit_name }
  const cards = many<Raw>(raw.cards).map((c) => ({ ...c, special: many(c.special), again: !!c.again, own: !!c.own, records: many(c.records), recorded: !!c.recorded, lacks: c.lacks ?? '', when: c.when ?? '', doubt: c.doubt ?? '', waiting: c.waited ? `等 ${c.waited} 天` : '今天' }) as T.QueueCard)
  return { ...(raw as T.Queue), unit, cards, more: !!raw.more, calls: raw.calls ?? 0, forward: raw.forward ? { deed: 'forward', ...raw.forward, why: many(raw.forward.why) } : null }
}

export function review(raw: Raw): T.Review {
  return {
    ...(raw as T.Review), readonly: !!raw.readonly, again: !!raw.again, whole: !!raw.whole, marks: many(raw.marks), offers: many<Raw>(raw.offers).map(offer), fill: many(raw.fill), needed: many(raw.needed), chain: many(raw.chain), changed: many(raw.changed),
    others: many(raw.others), after: raw.after ?? '', doubt: raw.doubt ?? '', records: many(raw.records), follows: raw.follows ?? {}, submitted: raw.submitted ?? '', round: raw.round ?? 0, strokes: many(raw.strokes),
    sections: many<Raw>(raw.sections).map((s) => ({ ...s, seen: !!s.seen, marks: s.marks ?? 0, ours: !!s.ours, before: !!s.before, correctable: !!s.correctable, voidable: !!s.voidable, unopened: many(s.unopened) }) as T.Review['sections'][number]),
  }
}

/** Putting a mark answers with that mark, taking one with the whole view. */
export function marks(raw: Raw, before: T.Mark[]): T.Mark[] {
  return raw.n ? [...before.filter((m) => m.n !== raw.n), raw as T.Mark] : many(raw.marks)
}

export const option = (raw: Raw): T.Option => ({ ...raw, code: raw.code ?? raw.id, label: raw.label ?? raw.name })
export const unit = (raw: Raw): T.ReviewUnit => ({ ...(raw as T.ReviewUnit), unit_name: raw.name })
export const ticket = (raw: Raw): T.Ticket => ({ ...(raw as T.Ticket), detail: raw.detail ?? '', agree: raw.agree ?? '同意', asks: raw.asks ?? '' })

/** The moment so many seconds from now as the server writes moments. */
const inShanghai = (seconds: number): string => `${new Date(Date.now() + (seconds + 8 * 3600) * 1000).toISOString().slice(0, 19)}+08:00`

/** A code's term, told in seconds from now. */
export function qr(raw: Raw): T.Qr {
  return { ...(raw as T.Qr), expires: inShanghai(raw.expires) }
}
