/**
 * Answers the HTTP contract from memory, for looking at the pages in a browser: `node tests/fake_server.mjs 8010`.
 * A test tool: one applicant, one officer, one application; the token is the person's name (`zhou`, `officer`).
 */
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { OPENED, READ } from './fake_office.mjs'
import { SECTIONS, START, ROWS } from './fake_scheme.mjs'

const DIST = new URL('../dist/build/h5', import.meta.url).pathname
const NOW = '2026-11-21T10:42:00+08:00'
const BASE = 'applications/a1'

/** One world; tests start from a fresh one. */
export function world() {
  return { answers: { ...START }, seqs: {}, rows: structuredClone(ROWS), rowSeq: {}, slots: {}, pages: 0, seen: new Set(['cover']), dropped: {}, status: 'draft', seq: 40, pledge: 'unsigned', marks: [], stored: {}, log: [], fault: null, credit: 1, registered: true, logins: {} }
}

const page = (name, query) => `pages/${name}/${name}?` + Object.entries(query).map(([k, v]) => `${k}=${v}`).join('&')
const problem = (status, code, text, more = {}) => ({ status, body: { type: 'about:blank', title: text, status, code, detail: text, problems: [{ code, text, ...more }] } })
const ok = (body, status = 200) => ({ status, body })

const fieldOf = (address) => {
  const [section, ...rest] = address.split('.')
  return SECTIONS[section] && SECTIONS[section].groups.map((g) => g.fields[rest[rest.length - 1]]).find(Boolean)
}

/** Typed text to value, as strictly as the pages need to be tried. */
function parse(field, text) {
  if (field.control === 'number') {
    const n = Number(text)
    if (text === '' || Number.isNaN(n)) return { wrong: 'format', text: `没看懂“${text}”，还没保存。填数字` }
    if (n > field.max || n < field.min) return { wrong: 'range', text: `还没保存。超过了 ${field.max}，填 ${field.min} 到 ${field.max}` }
    return { value: n }
  }
  if (field.control === 'month') {
    const m = /^(\d{4})[.\-年/](\d{1,2})月?$/.exec(text)
    return m && m[2] >= 1 && m[2] <= 12 ? { value: `${m[1]}-${m[2].padStart(2, '0')}` } : { wrong: 'format', text: `没看懂“${text}”，还没保存。写年和月。例：2009.7` }
  }
  if (field.control === 'period') {
    const m = /^(\d{4})\.(\d{1,2})\s*[-至]\s*(?:(\d{4})\.(\d{1,2})|(?:到)?(?:今|至今))$/.exec(text.replace(/\s/g, ''))
    if (!m) return { wrong: 'format', text: `没看懂“${text}”，还没保存。例：2015.8-2019.12` }
    const two = (x) => x.padStart(2, '0')
    const [from, to] = [`${m[1]}.${two(m[2])}`, m[3] && `${m[3]}.${two(m[4])}`]
    if (to && to < from) return { wrong: 'period_order', text: `还没保存。结束 ${to} 早于开始 ${from}，是写反了吗？`, instead: [`${to}-${from}`] }
    return { value: to ? `${from} 至 ${to}` : `${from} 至今` }
  }
  if (field.max && [...text].length > field.max) return { wrong: 'too_long', text: `还没保存。多了 ${[...text].length - field.max} 个字，最多 ${field.max} 字` }
  return { value: text }
}

function show(field, value) {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.join('、')
  if (field.control === 'month') return `${value.slice(0, 4)}年${value.slice(5)}月`
  return field.options?.find((o) => o.code === value)?.label ?? String(value)
}

const slotOf = (w, address) => (w.slots[address] ??= { state: 'empty', pages: [], kept: null })
function slotView(w, address) {
  const field = fieldOf(address)
  const s = slotOf(w, address)
  const pages = s.pages.map((p, n) => ({ id: p.id, n: n + 1, state: p.state, verdict: p.verdict, file: !!p.file, turn: p.turn, width: 800, height: 1100, image: `/api/v1/files/${p.id}?turn=${p.turn}` }))
  return { address, label: field.label, seq: 0, accept: ['pdf', 'jpg', 'png'], max_mb: 10, max_pages: 20, hint: field.hint ?? '', requires: field.requires ?? [], state: s.state, pages,
    kept: s.kept ? { url: '/api/v1/files/doc', pages: s.kept, size: 1_900_000, size_text: '1.9 MB' } : null, used_text: '全部材料已用 38.2 / 120 MB' }
}

function fieldView(w, address, field) {
  const value = field.fixed ?? w.answers[address]
  const plain = Object.fromEntries(Object.entries(field).filter(([name]) => !['fixed', 'tree'].includes(name)))
  const mark = w.marks.find((m) => m.address === address)
  return { address, allowed: '', hint: '', help: '', example: '', none: null, options: [], suggest: [], derived: false, locked: w.status === 'returned' && !mark, ...plain, value: value ?? null, text: show(field, value), seq: w.seqs[address] ?? 0,
    mark: mark && w.status === 'returned' ? mark : null, problem: null, slot: field.kind === 'evidence' ? slotView(w, address) : null }
}

const has = (w, address) => {
  const field = fieldOf(address)
  return !field.required || field.derived || (field.kind === 'evidence' ? !!slotOf(w, address).kept : w.answers[address] !== undefined)
}
const rowFields = (section) => SECTIONS[section].groups.flatMap((g) => Object.keys(g.fields))
function missing(w, section) {
  const s = SECTIONS[section]
  if (s.rows) return w.rows[section].flatMap((r) => rowFields(section).map((f) => `${section}.${r}.${f}`)).filter((a) => !has(w, a))
  return rowFields(section).map((f) => `${section}.${f}`).filter((a) => !has(w, a))
}
const pageOf = (base, section, row) => (row ? page('row-edit', { base, section, row }) : page(SECTIONS[section].rows ? 'rows' : 'section', { base, section }))
const ORDER = ['cover', 'basic', 'work', 'achievements', 'workload', 'honesty']

function sectionView(w, base, id, row, readonly = false) {
  const s = SECTIONS[id]
  const at = ORDER.indexOf(id)
  const locked = readonly || (w.status !== 'draft' && w.status !== 'returned' && s.of !== 'review')
  const common = { base, section: id, label: row ? `${s.label} 第 ${w.rows[id].indexOf(row) + 1} 条` : s.label, group: s.group, seq: 1, status: missing(w, id).length ? 'missing' : 'done', word: missing(w, id).length ? `还差 ${missing(w, id).length} 项` : '已完成',
    readonly: locked, why_readonly: locked && !readonly ? '已交给云溪区人民医院，现在只能看。要改，请单位退回' : null, help: s.help ?? '', gate: null, problems: [], notes: [], groups: [],
    next: at >= 0 && ORDER[at + 1] ? { label: `下一栏：${SECTIONS[ORDER[at + 1]].label}`, page: pageOf(base, ORDER[at + 1]) } : null, prev: null }
  const prefix = row ? `${id}.${row}` : id
  if (!s.rows || row) return { ...common, row, next: row ? null : common.next, groups: s.groups.map((g) => ({ label: g.label, fields: Object.entries(g.fields).map(([k, f]) => fieldView(w, `${prefix}.${k}`, f)) })) }
  const order = w.rows[id]
  return { ...common, rows: { name: s.rows.name, min: s.rows.min, max: s.rows.max, count: order.length, can_add: !s.rows.fixed && order.length < s.rows.max, why_not: s.rows.fixed ? '项目由规定给出' : null, seq: w.rowSeq[id] ?? 0,
    cards: order.map((r, n) => {
      const left = missing(w, id).filter((a) => a.startsWith(`${id}.${r}.`))
      const [title, ...lines] = rowFields(id).filter((f) => fieldOf(`${id}.${r}.${f}`).kind !== 'evidence').map((f) => show(fieldOf(`${id}.${r}.${f}`), w.answers[`${id}.${r}.${f}`])).filter(Boolean)
      return { row: r, n: n + 1, title: title ?? '', lines: lines.length > 2 && id !== 'workload' ? [lines[0], lines.slice(1).join('｜')] : id === 'workload' ? [lines.join('、')] : lines, status: left.length ? 'missing' : 'done', word: left.length ? `${fieldOf(left[0]).label}还没填` : '已完成', void: false,
        gap_after: id === 'work' && n === 0 && order[1] === 'r2' ? '2012.08 到 2012.11 空了 4 个月' : null, page: readonly ? page('review-read', { application: 'a1', section: id, row: r }) : pageOf(base, id, r) }
    }) } }
}

function home(w) {
  const line = (id) => {
    const n = missing(w, id).length
    return { id, label: SECTIONS[id].label, status: n ? (w.seen.has(id) ? 'missing' : 'new') : 'done', word: n ? (w.seen.has(id) ? `还差 ${n} 项` : '未开始') : '已完成', page: pageOf(BASE, id) }
  }
  const groups = ['申报信息', '经历', '业绩', '诚信和提交'].map((label) => {
    const sections = ORDER.filter((id) => SECTIONS[id].group === label).map(line)
    return { label, done: sections.filter((s) => s.status === 'done').length, total: sections.length, sections }
  })
  const done = groups.reduce((n, g) => n + g.done, 0)
  const open = ORDER.find((id) => missing(w, id).length)
  const row = open && SECTIONS[open].rows ? missing(w, open)[0].split('.')[1] : null
  const marks = w.marks.filter((m) => m.sent)
  return { id: 'a1', base: BASE, seq: w.seq, person: '周岚', plan: '2026 年度', title: '副主任医师 · 内科', subtitle: '重庆市 2026 年度卫生高级职称', status: w.status, status_text: { draft: '正在填', submitted: '云溪区人民医院正在审核', returned: '退回，要改' }[w.status], deadline: w.status === 'draft' ? '2026-11-30T17:00:00+08:00' : null, left: w.status === 'draft' ? '还有 9 天' : '', done, total: ORDER.length,
    next: w.status !== 'draft' ? null : open ? { label: `接着填：${SECTIONS[open].label}${row ? ` 第 ${w.rows[open].indexOf(row) + 1} 条` : ''}`, page: pageOf(BASE, open, row) } : { label: '核对、签名、提交', page: page('check', { base: BASE }) },
    groups, last: { id: 'check', label: '核对、签名、提交', status: done < ORDER.length ? 'locked' : 'new', word: done < ORDER.length ? `还差 ${ORDER.length - done} 栏` : '可以了', page: page('check', { base: BASE }) },
    fix: w.status === 'returned' ? { count: marks.length, left: marks.filter((m) => m.state === 'open').length, opinion: w.opinion, by: '云溪区人民医院', until: '12月4日 24:00', page: page('fix', { base: BASE }) } : null,
    deeds: w.status === 'draft' ? [{ deed: 'delete', label: '删除这份申报', ok: true, say: '删除后所有数据和印证材料不能恢复', danger: true }] : [], notes: w.status === 'submitted' ? [{ kind: 'know', text: '已交给云溪区人民医院，现在只能看。要改，请单位退回。' }] : [] }
}

function check(w) {
  const blocking = ORDER.flatMap((id) => missing(w, id).map((a) => {
    const [, row, field] = a.split('.')
    return { code: 'missing', section: id, row: field ? row : null, field: field ?? row, text: `${SECTIONS[id].label}${field ? `第 ${w.rows[id].indexOf(row) + 1} 条` : ''}：${fieldOf(a).label}没填`, page: pageOf(BASE, id, field ? row : null) + `&field=${a}` }
  }))
  const unsigned = w.pledge !== 'signed'
  return { base: BASE, seq: w.seq, blocking, doubts: [{ code: 'tenfold', text: '2023 年查房 2200 次，是别的年的 10 倍', page: page('rows', { base: BASE, section: 'workload' }), section: 'workload', row: 'w1', field: 'count2023' }], forms: [{ id: 'review', label: '评审表 16 页', url: '/api/v1/files/doc', html: '/api/v1/files/doc' }, { id: 'public', label: '公示表 1 页', url: '/api/v1/files/doc', html: '/api/v1/files/doc' }],
    sections: ORDER.map((id) => ({ label: SECTIONS[id].label, page: pageOf(BASE, id), lines: (SECTIONS[id].rows ? w.rows[id].map((r, n) => ({ label: `第 ${n + 1} 条`, text: rowFields(id).map((f) => show(fieldOf(`${id}.${r}.${f}`), w.answers[`${id}.${r}.${f}`])).filter(Boolean).join('｜') })) : rowFields(id).filter((f) => fieldOf(`${id}.${f}`).kind !== 'evidence').map((f) => ({ label: fieldOf(`${id}.${f}`).label, text: show(fieldOf(`${id}.${f}`), fieldOf(`${id}.${f}`).fixed ?? w.answers[`${id}.${f}`]) }))) })),
    next: blocking.length ? { label: `改第 1 处，共 ${blocking.length} 处`, page: blocking[0].page } : unsigned ? { label: '签名，再交', page: page('pledge', { base: BASE }) } : null, to: '云溪区人民医院', ...(blocking.length ? {} : { say: unsigned ? '填好了，没有要改的。现在去签名，签好就能交' : '填好了，没有要改的。现在可以交了' }), submit: { deed: 'submit', label: '提交', ok: !blocking.length && !unsigned, say: unsigned ? '还没签承诺' : null } }
}

const pledge = (w) => ({ base: BASE, seq: w.seq, address: 'pledge.sign', title: '申报材料真实性承诺', text: '　　本人承诺：此次申报所填内容和所交材料真实、准确、完整，无抄袭、造假、一稿多投。如有不实，愿按规定承担责任。', source: 'product', at: '2026-11-21T10:41:00+08:00', code: '7F3A-92C1', digest: 'd1', state: w.pledge, changed: w.pledge === 'stale' ? ['工作经历第 2 条'] : [], signed_at: w.pledge === 'signed' ? NOW : null, image: w.pledge === 'signed' ? '/api/v1/files/ink' : null })
const CERTIFICATE = { title: '副主任医师 · 内科', lines: [['姓名', '周岚'], ['证书编号', '渝 2026-0001'], ['发证日期', '2026年12月20日'], ['发证单位', '市卫健委']].map(([label, text]) => ({ label, text })), code: 'K7QX-92MD',
  verify: 'http://127.0.0.1:8000/verify/d1', form: { id: 'certificate', label: '电子证书', url: '/api/v1/files/doc', html: '/api/v1/files/doc' } }
const chain = (w) => ['您提交', '云溪区人民医院', '云溪区卫健委', '云溪区职改办', '市卫健委、评委会'].map((unit, n) => ({ label: '', unit, word: n !== 1 ? '' : w.status === 'returned' ? '退回' : w.status === 'submitted' ? '审核中' : '', state: w.status === 'returned' && n === 1 ? 'returned' : w.status === 'submitted' && n === 0 ? 'done' : w.status === 'submitted' && n === 1 ? 'now' : 'later', when: n === 0 && w.status !== 'draft' ? NOW : null, opinion: n === 1 && w.status === 'returned' ? w.opinion : null, waited: n === 1 && w.status === 'submitted' ? 3 : null }))
const fix = (w) => ({ base: BASE, left: w.marks.filter((m) => m.state === 'open').length, by: '云溪区人民医院', opinion: w.opinion, until: '2026-12-04T23:59:00+08:00', term: '12月4日 24:00 前交回，还有 9 天', rest_locked: true, marks: w.marks.map((m) => ({ state: m.state, mark: { ...m, label: SECTIONS[m.address.split('.')[0]].label + '：' + fieldOf(m.address.split('#')[0]).label, old: m.old }, new: m.state === 'done' ? show(fieldOf(m.address.split('#')[0]), w.answers[m.address]) : null, page: pageOf(BASE, m.address.split('.')[0], m.address.split('.')[2] ? m.address.split('.')[1] : null) + `&field=${m.address.split('#')[0]}` })), next: w.marks.some((m) => m.state === 'open') ? { label: `改第 ${w.marks.find((m) => m.state === 'open').n} 处`, page: '' } : { label: '核对、签名、提交', page: page('check', { base: BASE }) } })
function review(w) {
  const ids = [...ORDER]
  return { application: 'a1', base: BASE, seq: w.seq, name: '周岚', title: '副主任医师 · 内科', status_text: '云溪区人民医院审核', readonly: w.status !== 'submitted', unit_name: '云溪区人民医院', status: w.status, sections: ids.map((id) => ({ id, label: SECTIONS[id].label, status: 'done', page: pageOf(BASE, id), seen: w.read?.has(id) ?? false, marks: w.marks.filter((m) => m.address.startsWith(id)).length })), marks: w.marks, seen: ids.filter((id) => w.read?.has(id)).length, total: ids.length, needed: ['opinion'], fill: ['opinion'],
    offers: [{ deed: 'return', label: '退回', ok: true, danger: true }, { deed: 'reject', label: '不通过', ok: true, danger: true, opinion: true, say: '按规定今年不能再报' }, { deed: 'approve', label: '通过', ok: missing(w, 'opinion').length === 0, say: '先写推荐意见' }] }
}
const queue = (w, list = 'pending') => ({ unit: 'u1', unit_name: '云溪区人民医院', list, lists: { pending: w.status === 'submitted' ? 1 : 0, approved: w.status === 'approved' ? 1 : 0, returned: w.status === 'returned' ? 1 : 0, rejected: 0 }, forward: { ok: false, ready: 0, why: ['1 人待审：周岚'], deed: 'forward', label: '提交市卫健委', base: 'batches/b1' },
  cards: [{ application: 'a1', name: '周岚', title: '副主任医师 · 内科', waited: 4, since: '11月17日 15:20', special: ['改过重交：您标的 3 处都改了'], records: ['opinion'], page: page('review-read', { application: 'a1' }) }] })

const me = (w, who) => (who === 'nobody' ? { person: null, needs: ['phone', 'identity', 'register'] } : {
  person: { id: who, name: who === 'officer' ? '王敏' : '周岚' }, needs: w.registered ? [] : ['phone', 'identity', 'register'], base: 'people/me', id_number: w.registered ? '500***********0000' : '', phone: w.registered || w.phone ? '138****0000' : '', state: 'confirmed', state_text: '单位已确认',
  employer: { id: 'u1', name: '云溪区人民医院' }, sections: [{ id: 'person', label: '单位和身份', status: 'done', word: '已完成', page: page('section', { base: 'people/me', section: 'person' }) }], registered: w.registered, joined: true,
  memberships: who === 'officer' ? [{ unit: 'u1', unit_name: '云溪区人民医院', kind: 'hospital', role: 'officer' }] : [], applications: who === 'zhou' && w.started !== false ? [{ id: 'a1', base: BASE, title: '副主任医师 · 内科', plan: '2026 年度', status: w.status, status_text: home(w).status_text, page: page('home', { base: BASE }), over: ['rejected', 'withdrawn', 'certified'].includes(w.status) }] : [], subscribe: ['T1'],
})

const qr = () => 'data:image/svg+xml,' + encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><path d="M0 0h7v7H0zM14 0h7v7h-7zM0 14h7v7H0zM9 9h3v3H9zM13 12h4v2h-4zM10 15h2v5h-2zM16 17h4v3h-4z"/></svg>`)

/** A view as it is sent: what is absent is left out. */
const KEPT = ['value', 'person', 'home', 'field', 'parent_origin', 'answers']
function lean(view) {
  if (Array.isArray(view)) return view.map(lean)
  if (typeof view !== 'object' || view === null) return view
  return Object.fromEntries(Object.entries(view).filter(([name, part]) => part !== undefined && (part !== null || KEPT.includes(name))).map(([name, part]) => [name, lean(part)]))
}

/** Answer one call of `/api/v1/…` (without the prefix). */
export function answer(...call) {
  const said = reply(...call)
  return said.body === undefined ? said : { ...said, body: lean(said.body) }
}

function reply(w, method, path, query, body, header, who) {
  /** Whether a conditional write was made knowing something else. */
  const other = (seq) => header['if-match'] !== undefined && Number(header['if-match']) !== seq
  const parts = path.split('/').map(decodeURIComponent)
  const at = (pattern) => new RegExp(`^${pattern}$`).exec(path)
  let m
  if (at('surface')) return ok({ app_id: 'wx', parent_origin: w.parent, })
  if (at('sessions') && method === 'POST') return ok({ token: body.code, expires: '2026-12-21T10:42:00+08:00', person: { id: body.code, name: '周岚' }, needs: [] })
  if (at('logins') && method === 'POST') return ok({ ticket: 't1', qr: qr(), url: 'x', expires: 120, token: 'held' })
  if (at('logins/t1') && method === 'GET') return ok({ state: w.logins.t1 ? 'used' : 'open' })
  if (at('files/.*')) return { status: 200, bytes: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="1100" viewBox="0 0 800 1100"><rect width="800" height="1100" fill="#fbf8ef"/><g stroke="#888" stroke-width="8"><path d="M120 300H680M120 380H680M120 460H560M120 560H680M120 640H400"/></g><text x="400" y="180" font-size="56" text-anchor="middle">课题结题证书</text><circle cx="560" cy="860" r="90" fill="none" stroke="#c5281c" stroke-width="10"/></svg>`), type: 'image/svg+xml' }
  if (!who) return problem(401, 'login', '登录过期了，您填的都在，请再登录')
  const read = (method === 'GET' ? READ : method === 'POST' ? OPENED : {})[path]
  if (read) return ok(read)
  if (at('me') && method === 'GET') return ok(me(w, who))
  if (at('me/removal')) return ok({ ok: false, say: '您还有申报没有结束，现在不能注销。请先把它删除或者撤回' })
  if (at('me') && method === 'DELETE') return problem(409, 'account_bound', '您还有申报没有结束，现在不能注销。请先把它删除或者撤回')
  if (at('me/phone')) return ok(me(Object.assign(w, { phone: true }), who))
  if (at('me/identity')) return /^\d{17}[\dX]$/i.test(body.id_number) ? ok(me(Object.assign(w, { registered: true }), who)) : problem(422, 'id_number', '还没保存。身份证号是 18 位，请对一遍')
  if (at('me/subscriptions')) return ok(me(w, who))
  if (at('sessions/current')) return { status: 204 }
  if (at('plans')) return ok([{ id: 'p26', label: '2026 年度卫生高级职称（副高）', region: 'cq', year: 2026, level: '副高', opens: '2026-11-01T09:00:00+08:00', closes: '2026-11-30T17:00:00+08:00', can_start: true, why: null, documents: [{ label: '申报通知', url: '/api/v1/files/doc' }] }, { id: 'p26s', label: '2026 年度卫生高级职称（正高）', region: 'cq', year: 2026, level: '正高', opens: '2026-12-01T09:00:00+08:00', closes: '2026-12-30T17:00:00+08:00', can_start: false, why: '12月1日 9:00 开始，还有 10 天', documents: [] }])
  if (at('applications') && method === 'POST') return ok((w.started = true, { id: 'a1', base: BASE, page: page('home', { base: BASE }) }))
  if (at('units') && method === 'GET') return ok(['云溪区人民医院', '云溪区第二人民医院', '云溪区中医院'].filter((u) => [...(query.get('q') ?? '')].every((c) => c === ' ' || u.includes(c))).map((name, n) => ({ id: `u${n + 1}`, name })))
  if ((m = at('units/([^/]+)/people'))) return ok([{ id: 'p9', name: '何宁', id_number: '500***********1111', phone: '139****1111', since: NOW, state: 'waiting', state_text: '等单位确认', seq: 7 }])
  if (at('units/[^/]+/members')) return ok([{ id: 'officer', name: '王敏', role: 'officer', role_text: '经办人', since: '2026-11-01' }, { id: 'p7', name: '罗安', role: 'officer', role_text: '经办人', since: '2026-11-05' }])
  if (at('units/[^/]+/calls')) return ok([{ person: 'p9', name: '何宁', phone: '13900001111', about: '申报被退回，要改', since: '11月20日 15:20' }])
  if (at('units/[^/]+/invitations')) return ok({ ticket: 'i1', qr: qr(), url: 'x', expires: 7 * 86_400 })
  if ((m = at('people/([^/]+)/deeds/(confirm|refuse)'))) return ok({ id: m[1], name: '何宁', state: m[2] === 'confirm' ? 'confirmed' : 'refused', state_text: m[2] === 'confirm' ? '单位已确认' : '单位没有确认', seq: 8 })
  if (at('tickets/d1')) return ok({ kind: 'login', text: '在电脑上登录', detail: 'Chrome，Windows，10:41', agree: '是我，登录' })
  if (at('tickets/[^/]+')) return ok({ kind: 'invite', who: '云溪区人民医院', text: '请您做云溪区人民医院的审核人员' })
  if (at('tickets/[^/]+/accept')) return ok(me(w, who))
  if (at('review/units')) return ok(me(w, who).memberships.map((m) => ({ unit: m.unit, name: m.unit_name, kind: m.kind, role: m.role, pending: queue(w).lists.pending })))
  if (at('review/queue')) {
    const view = queue(w, query.get('list') ?? 'pending')
    const all = w.crowd ? Array.from({ length: w.crowd }, (_, n) => ({ ...view.cards[0], application: `a${n + 1}` })) : view.lists[view.list] ? view.cards : []
    const after = Number(query.get('after') ?? 0)
    return ok({ ...view, cards: all.slice(after, after + 50), more: all.length > after + 50 })
  }
  if (at('review/a1/phrases')) return ok(['缺单位鲜章', '缺审核人签字', '看不清', '方向不对', '和填的不一致'])
  if (at('review/a1')) return ok(review(w))
  if ((m = at('review/a1/sections/([^/]+)(?:/rows/([^/]+))?'))) return ok(((w.read ??= new Set()).add(m[1]), sectionView(w, BASE, m[1], m[2], true)))
  if (at('review/a1/marks')) return ok((w.marks.push({ n: w.marks.length + 1, address: body.address, page: body.page ?? null, label: SECTIONS[body.address.split('.')[0]].label, text: body.text, by: '云溪区人民医院', old: show(fieldOf(body.address) ?? {}, w.answers[body.address]), state: 'open', sent: false }), w.marks.at(-1)))
  if ((m = at('review/a1/marks/(\\d+)'))) return ok((w.marks = w.marks.filter((x) => x.n !== Number(m[1])), review(w)))
  if (path === 'people/me') return ok({ ...home(w), base: 'people/me', groups: [{ label: '单位和身份', done: 1, total: 1, sections: [{ id: 'person', label: '单位和身份', status: 'done', word: '已完成', page: page('section', { base: 'people/me', section: 'person' }) }] }], notes: [], deeds: [] })
  if (path === 'batches/b1') return ok({ ...home(w), base: 'batches/b1', title: '2026 年度 本单位材料', subtitle: '云溪区人民医院', groups: [{ label: '公示', done: 0, total: 1, sections: [{ id: 'opinion', label: '公示结果', status: 'new', word: '未开始', page: page('section', { base: 'batches/b1', section: 'opinion' }) }] }], notes: [], deeds: [{ deed: 'record', label: '记下公示结果', ok: false, say: '公示还没满 5 个工作日' }] })

  const base = parts.slice(0, 2).join('/')
  const rest = parts.slice(2)
  if (!['applications/a1', 'people/me', 'batches/b1'].includes(base)) return problem(404, 'not_found', '没找到，可能已经删了或不归您看')
  if (!rest.length) return ok(home(w))
  if (rest[0] === 'sections' && method === 'GET' && rest.length !== 3) return SECTIONS[rest[1]] && (!rest[3] || w.rows[rest[1]].includes(rest[3])) ? ok((w.seen.add(rest[1]), sectionView(w, base, rest[1], rest[3], who === 'officer' && !['opinion'].includes(rest[1])))) : problem(404, 'not_found', '没找到，可能已经删了')
  if (rest[0] === 'sections' && rest[2] === 'rows') {
    const id = rest[1]
    const order = w.rows[id]
    if (other(w.rowSeq[id] ?? 0)) return problem(412, 'moved', '刚才别处也动过这一栏，已换成新的')
    if (method === 'POST' && !rest[3]) order.push(body.row)
    else if (method === 'DELETE') {
      w.dropped[rest[3]] = order.indexOf(rest[3])
      order.splice(order.indexOf(rest[3]), 1)
    }
    else if (rest[4] === 'restore') order.splice(w.dropped[rest[3]], 0, rest[3])
    else if (rest[4] === 'place') order.splice(body.place, 0, ...order.splice(order.indexOf(rest[3]), 1))
    w.rowSeq[id] = ++w.seq
    return ok(sectionView(w, base, id, method === 'POST' && !rest[3] ? body.row : undefined))
  }
  if (rest[0] === 'answers') {
    const address = rest[1]
    const field = fieldOf(address)
    if (other(w.seqs[address] ?? 0)) return { status: 412, body: { ...problem(412, 'moved', '两边不一样').body, current: fieldView(w, address, field) } }
    if (method === 'PUT') {
      const parsed = body.text === undefined ? { value: body.value } : parse(field, body.text)
      if (parsed.wrong) return problem(422, parsed.wrong, parsed.text, { section: address.split('.')[0], field: address, instead: parsed.instead ?? [] })
      w.answers[address] = parsed.value
    } else delete w.answers[address]
    w.seqs[address] = ++w.seq
    if (w.pledge === 'signed') w.pledge = 'stale'
    w.marks.filter((x) => x.address === address).forEach((x) => (x.state = 'done'))
    return ok({ address, value: w.answers[address] ?? null, text: show(field, w.answers[address]), seq: w.seqs[address], saved_at: NOW.slice(11), field: fieldView(w, address, field), changed: [], gone: [], status: 'missing', word: '' })
  }
  if (rest[0] === 'evidence') {
    const s = slotOf(w, rest[1])
    const p = s.pages.find((x) => x.id === rest[3])
    if (method === 'POST' && rest[2] === 'pages' && !rest[3]) {
      const bad = ++w.pages % 3 === 0
      s.pages.push({ id: `g${w.pages}`, state: bad ? 'doubt' : 'good', verdict: bad ? '右下角反光，盖章处读不出字' : '四边找到了，已摆正；字看得清', turn: 0 })
      s.state = 'ready'
    } else if (method === 'DELETE' && p) {
      s.pages.splice(s.pages.indexOf(p), 1)
      s.state = s.pages.length ? 'ready' : 'empty'
    } else if (rest[4] === 'turn') p.turn += body.degrees
    else if (rest[4] === 'place') s.pages.splice(body.place, 0, ...s.pages.splice(s.pages.indexOf(p), 1))
    else if (rest[2] === 'keep') Object.assign(s, { kept: s.pages.length, state: 'kept' })
    else if (method === 'DELETE') w.slots[rest[1]] = undefined
    return ok(slotView(w, rest[1]))
  }
  if (rest[0] === 'check') return ok(check(w))
  if (rest[0] === 'pledge' && rest[1] === 'ticket') return ok({ ticket: 's1', qr: qr(), url: 'x', expires: 600 })
  if (rest[0] === 'pledge' && method === 'POST') {
    const points = body.strokes.flat()
    if (body.digest !== 'd1') return problem(409, 'changed', '内容刚改过，请再看一遍再签')
    if (points.length < 12) return problem(422, 'ink', '字太小，请写大一点')
    w.pledge = 'signed'
    w.ink = body
    return ok(pledge(w))
  }
  if (rest[0] === 'pledge') return ok(pledge(w))
  if (rest[0] === 'progress') return ok({ base: BASE, sentence: { draft: '还没有交，现在由您填写', submitted: '云溪区人民医院正在审核，已等 3 天', returned: '云溪区人民医院退回了您的申报', approved: '云溪区卫健委正在审核', certified: '已经发证，证书编号 渝 2026-0001。恭喜您' }[w.status], must_act: w.status === 'returned' || w.status === 'draft', chain: chain(w), rounds: [], actions: [], ...(w.status === 'certified' ? { over: true, certificate: CERTIFICATE } : {}) })
  if (rest[0] === 'fix') return ok(fix(w))
  if (rest[0] === 'marks') return ok((Object.assign(w.marks.find((x) => x.n === Number(rest[1])), { state: 'explained', explanation: body.text }), fix(w)))
  if (rest[0] === 'forms') return ok([{ id: 'review', label: '评审表', url: '/api/v1/files/doc', html: '/api/v1/files/doc', watermark: '草稿' }, { id: 'public', label: '公示表', url: '/api/v1/files/doc', html: '/api/v1/files/doc' }])
  if (rest[0] === 'deeds') {
    if (other(w.seq)) return problem(412, 'moved', '内容刚改过，请再看一遍')
    const to = { submit: ['submitted', '已交给云溪区人民医院，11月21日 15:41。现在只能看，不能改；有变化就通知您'], return: ['returned', '退回了，周岚会收到通知'], approve: ['approved', '通过了，已到云溪区卫健委'], reject: ['rejected', '记下了：不通过'], delete: ['withdrawn', '删了'] }[rest[1]]
    for (const [address, value] of Object.entries(body.values ?? {})) {
      const parsed = parse(fieldOf(address), String(value))
      if (parsed.wrong) return problem(422, parsed.wrong, parsed.text, { section: address.split('.')[0], field: address.split('.')[1] })
      w.answers[address] = parsed.value
    }
    if (rest[1] === 'approve' && missing(w, 'opinion').length) return problem(409, 'needs', '先写推荐意见')
    w.status = to[0]
    if (rest[1] === 'return') w.marks.forEach((m) => (m.sent = true))
    w.opinion = body.opinion || '改好这几处再交。'
    w.seq++
    return ok({ home: home(w), said: to[1] })
  }
  return problem(404, 'not_found', '没找到')
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

/** Serve the built pages under `/m/` and the contract under `/api/v1/`. `POST /world` begins anew, with the given changes. */
export function serve(port) {
  let w = world()
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://x')
    const chunks = []
    request.on('data', (c) => chunks.push(c))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const json = (status, body) => response.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json' }).end(body === undefined ? '' : JSON.stringify(body))
      if (url.pathname === '/world') {
        if (request.method === 'POST') w = { ...world(), ...JSON.parse(raw.toString() || '{}') }
        if (request.method === 'PUT') Object.assign(w, JSON.parse(raw.toString()))
        return json(200, { answers: w.answers, log: w.log, status: w.status, pledge: w.pledge, ink: w.ink, marks: w.marks, slots: w.slots, rows: w.rows })
      }
      if (url.pathname.startsWith('/api/v1/')) {
        const path = url.pathname.slice(8)
        const key = request.headers['idempotency-key']
        const who = (request.headers.authorization ?? '').replace('Bearer ', '')
        w.log.push(`${request.method} ${path}`)
        if (w.fault === 'net') return request.socket.destroy()
        if (request.method !== 'GET' && !key) return json(400, problem(400, 'no_key', '少了 Idempotency-Key').body)
        if (key && w.stored[key]) return json(w.stored[key].status, w.stored[key].body)
        const body = (request.headers['content-type'] ?? '').includes('json') ? JSON.parse(raw.toString() || '{}') : {}
        const said = answer(w, request.method, path, url.searchParams, body, request.headers, who)
        if (key) w.stored[key] = said
        if (said.bytes) return response.writeHead(200, { 'Content-Type': said.type }).end(said.bytes)
        return setTimeout(() => json(said.status, said.body), w.slow ?? 0)
      }
      if (url.pathname === '/m') return response.writeHead(302, { Location: '/m/' }).end()
      const file = join(DIST, normalize(url.pathname.replace(/^\/m\//, '/')).replace(/\/$/, '/index.html'))
      if (!existsSync(file)) return response.writeHead(404).end()
      return response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file))
    })
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}

if (process.argv[1]?.endsWith('fake_server.mjs')) await serve(Number(process.argv[2] ?? 8010))
