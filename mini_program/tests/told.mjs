/** Says everything that the fake server can say, a line of JSON an answer: `{method, path, status, body}`. */
import { OPENED, READ } from './fake_office.mjs'
import { answer, world } from './fake_server.mjs'

const A1 = 'applications/a1'
const BLURRED = { id: 'g1', state: 'doubt', verdict: '右下角反光', turn: 0 }
const MARK = { n: 1, address: 'work.r2.period', page: null, label: '工作经历第 2 条', text: '和聘书不一致', by: '云溪区人民医院', old: '2012.12 至 2019.06', state: 'open', sent: true }
const RETURNED = { status: 'returned', opinion: '改好再交', marks: [MARK] }
const SLOT = `${A1}/evidence/basic.support_proof`
const INK = { digest: 'd1', agreed: true, width: 328, height: 160, strokes: [Array.from({ length: 20 }, (_, n) => [n, n])] }

/** Who asks what: [who, method, path, body, seq, what is different in the world]. */
const CALLS = [
  ['', 'POST', 'sessions', { code: 'zhou', surface: 'mini_program' }], ['', 'GET', 'me'], ['', 'POST', 'logins', {}], ['', 'GET', 'logins/t1'], ['', 'GET', 'logins/t1', undefined, undefined, { logins: { t1: 'zhou' } }],
  ['zhou', 'GET', 'me'], ['officer', 'GET', 'me'], ['zhou', 'POST', 'me/phone', { code: 'c' }], ['zhou', 'POST', 'me/identity', { name: '周岚', id_number: '50000019860101002X' }], ['zhou', 'POST', 'me/identity', { name: '周岚', id_number: '5' }],
  ['zhou', 'POST', 'me/subscriptions', { accepted: ['T1'], refused: [] }], ['zhou', 'DELETE', 'sessions/current'], ['zhou', 'GET', 'me/removal'], ['zhou', 'DELETE', 'me'], ['zhou', 'GET', 'plans'], ['zhou', 'POST', 'applications', { plan: 'p26' }], ['zhou', 'GET', 'units?q=云溪'],
  ['zhou', 'GET', A1], ['zhou', 'GET', A1, undefined, undefined, RETURNED], ['zhou', 'GET', A1, undefined, undefined, { status: 'submitted' }], ['zhou', 'GET', 'people/me'], ['zhou', 'GET', 'applications/nobody'],
  ...['cover', 'basic', 'work', 'achievements', 'workload', 'honesty'].map((id) => ['zhou', 'GET', `${A1}/sections/${id}`]), ['zhou', 'GET', `${A1}/sections/work/rows/r1`], ['zhou', 'GET', `${A1}/sections/work/rows/r1`, undefined, undefined, RETURNED],
  ['zhou', 'POST', `${A1}/sections/work/rows`, { row: 'r9', values: {} }], ['zhou', 'PUT', `${A1}/sections/work/rows/r1/place`, { place: 1 }], ['zhou', 'DELETE', `${A1}/sections/work/rows/r1`], ['zhou', 'POST', `${A1}/sections/work/rows/r1/restore`, {}, undefined, { dropped: { r1: 0 }, rows: { work: ['r2'] } }],
  ['zhou', 'PUT', `${A1}/answers/basic.support`, { text: '2' }], ['zhou', 'PUT', `${A1}/answers/basic.support`, { text: '2' }, 7], ['zhou', 'PUT', `${A1}/answers/basic.ethics`, { text: '120' }], ['zhou', 'DELETE', `${A1}/answers/basic.society`],
  ['zhou', 'GET', SLOT], ['zhou', 'POST', `${SLOT}/pages`, {}], ...[['POST', '/turn', { degrees: 90 }], ['PUT', '/place', { place: 0 }], ['DELETE', '']].map(([method, what, body]) => ['zhou', method, `${SLOT}/pages/g1${what}`, body, undefined, { slots: { 'basic.support_proof': { state: 'ready', pages: [BLURRED], kept: null } } }]),
  ['zhou', 'POST', `${SLOT}/keep`, {}, undefined, { slots: { 'basic.support_proof': { state: 'ready', pages: [BLURRED], kept: null } } }], ['zhou', 'DELETE', SLOT],
  ['zhou', 'GET', `${A1}/check`], ['zhou', 'GET', `${A1}/pledge`], ['zhou', 'POST', `${A1}/pledge`, INK], ['zhou', 'POST', `${A1}/pledge/ticket`, {}], ['zhou', 'GET', `${A1}/progress`], ['zhou', 'GET', `${A1}/progress`, undefined, undefined, RETURNED], ['zhou', 'GET', `${A1}/progress`, undefined, undefined, { status: 'certified' }], ['zhou', 'GET', `${A1}/fix`, undefined, undefined, RETURNED],
  ['zhou', 'POST', `${A1}/marks/1/explanation`, { text: '聘书写的是院内任职' }, undefined, RETURNED], ['zhou', 'GET', `${A1}/forms`], ['zhou', 'POST', `${A1}/deeds/submit`, {}, 40],
  ['zhou', 'GET', 'tickets/i1'], ['zhou', 'POST', 'tickets/i1/accept', {}], ['zhou', 'GET', 'tickets/d1'],
  ['officer', 'GET', 'review/units'], ['officer', 'GET', 'review/queue?list=pending', undefined, undefined, { status: 'submitted' }], ['officer', 'GET', 'review/a1', undefined, undefined, { status: 'submitted' }], ['officer', 'GET', 'review/a1/sections/cover'], ['officer', 'GET', 'review/a1/sections/work/rows/r1'],
  ['officer', 'GET', 'review/a1/phrases'], ['officer', 'POST', 'review/a1/marks', { address: 'basic.ethics', text: '和测评表不一致' }], ['officer', 'DELETE', 'review/a1/marks/1', undefined, undefined, { marks: [{ ...MARK, sent: false }] }],
  ['officer', 'GET', 'units/u1/people'], ['officer', 'POST', 'people/p9/deeds/confirm', { opinion: '' }], ['officer', 'GET', 'units/u1/members'], ['officer', 'GET', 'units/u1/calls'], ['officer', 'POST', 'units/u1/invitations', { role: 'officer' }],
  ...Object.keys(READ).map((path) => ['officer', 'GET', path]), ...Object.keys(OPENED).map((path) => ['officer', 'POST', path, {}]),
  ['officer', 'POST', `${A1}/deeds/return`, { opinion: '改好再交' }, 40], ['officer', 'POST', `${A1}/deeds/reject`, { opinion: '材料不真实' }, 3],
]

for (const [who, method, path, body, seq, changes] of CALLS) {
  const [plain, query] = path.split('?')
  const header = seq === undefined ? {} : { 'if-match': String(seq) }
  const w = world()
  for (const [name, value] of Object.entries(changes ?? {})) w[name] = name === 'rows' ? { ...w.rows, ...value } : value
  const said = answer(w, method, plain, new URLSearchParams(query), body ?? {}, header, who)
  console.log(JSON.stringify({ method, path: plain, status: said.status, body: said.body ?? null }))
}
