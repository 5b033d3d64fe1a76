/** What the pages that only read are answered, by address: those of a unit, of a person's account, of a head's code. */

const HE = { id: 'p9', name: '何宁', state: 'waiting', state_text: '等单位确认', id_number: '500***********1111', phone: '139****1111' }
const ZHOU = { application: 'a1', name: '周岚', title: '副主任医师 · 内科', page: 'pages/review-read/review-read?application=a1' }
const KIND = { kind: 'hospital', label: '事业单位', group: '用人单位', guide: '公立医院、卫生院选这一类' }
const LINE = { id: 'u3', name: '云溪区中医院', kind: '事业单位', depth: 1, state: 'approved', state_text: '已通过', seen: '昨天登录过', officers: 2 }
const COMPLAINT = { id: 'm1', kind: 'complaint', kind_text: '投诉和建议', text: '交上去三周没有人看', at: '11月20日 15:20', by: '云溪区卫健委', who: '何宁', from_unit: '云溪区人民医院', answers: true }
const DISPUTE = { id: 'm2', kind: 'dispute', kind_text: '异议', text: '第 3 页是原件', at: '11月20日 15:20', by: '云溪区卫健委' }
const CARD = { ...ZHOU, page: '', group: 'asked', text: '11月20日请您公示', before: true, form: '/api/v1/units/u1/publicity/a1/form', can: ['note'], seq: 1 }
const HOURS = { kind: 'number', control: 'number', label: '2025 年', help: '', hint: '', required: true, allowed: '0 到 400', example: '例：120' }

/** Answers of GET, without the prefix `/api/v1/`. */
export const READ = {
  'units/u1/publicity': { unit: 'u1', unit_name: '云溪区人民医院', cards: [CARD], counts: { asked: 1, posting: 0, posted: 0 }, calendar: '最晚 11月17日开始公示' },
  'units/u1/forward': { base: 'batches/u1.p26', label: '提交市卫健委', plan: '2026 年度卫生高级职称（副高）', ok: false, goes: [], rejected: [], ended: [], blockers: [{ ...ZHOU, what: '还没审，点开来审' }] },
  'units/u1/reasons': { plan: '2026 年度卫生高级职称（副高）', applications: 12, reasons: [{ label: '工作经历 起止时间', text: '和聘书不一致', applications: 3, times: 4, rule: '提交以前查“工作经历 起止时间”：和聘书不一致' }] },
  'units/u1/expected': { total: 2, come: 1, people: [{ ref: 'r1', name: '何宁', id_number: '500***********1111', state_text: '还没登记' }] },
  'units/u1/matters': [COMPLAINT],
  'units/u1/claims': [{ holder: { ...HE, name: '何平', state: 'confirmed', state_text: '单位已确认' }, claimant: HE, text: '号码是我的', decides: true }],
  'units/u1/rosters': [{ id: 'roster', label: '评审花名册', url: '/api/v1/units/u1/rosters/roster', filters: [{ path: 'cover.direction', label: '申报专业方向', options: ['内科'] }] }],
  'units/u1/below': { unit: 'u1', unit_name: '云溪区卫健委', counts: { all: 1, waiting: 0, quiet: 0, frozen: 0 }, lines: [LINE], opens: [KIND] },
  'units/u3': { id: 'u3', base: 'units/u3', seq: 3, name: '云溪区中医院', kind: '事业单位', state: 'approved', state_text: '已通过', seen: '昨天登录过', lines: [{ label: '统一社会信用代码', text: '12500000MB0000001X' }], parent: { id: 'u1', name: '云溪区卫健委' }, officers: [{ id: 'p7', name: '罗安', role: '经办人', since: '2026-11-05', seen: '昨天' }], people: 12, deeds: [{ deed: 'freeze', label: '停用', ok: true, say: '', opinion: true, danger: true }] },
  'me/unit': { kinds: [KIND], needs: [] },
  'people/p9/registration': { account: HE, fields: [{ place: 'person.politics', label: '政治面貌', text: '群众', options: [{ code: 'member', label: '中共党员' }], open: true }] },
  'me/matters': [{ ...COMPLAINT, answers: false, reply: '已经在看了', replied: '11月21日 9:10' }],
  'me/notices': [{ id: 'basic', label: '个人信息处理规则', text: '用您填的和拍的办申报。', withdrawal: '撤回以后，就不能再交了。', digest: 'd1', state: 'given', state_text: '11月1日同意' }],
  'regions/cq/inquiry': { region: 'cq', label: '能报吗', questions: [{ field: 'degree', label: '学历', ask: '您的学历是？', control: 'choice', options: [{ code: 'doctor', label: '博士' }, { code: 'bachelor', label: '本科' }] }], verdict: '', help: '答几题，看今年能不能报' },
  'applications/a1/helpers': [{ id: 'p5', name: '周小舟', since: '11月18日' }],
  'applications/a1/history': [{ at: '11月20日 15:20', who: '周岚', label: '起止时间', text: '更正为 2012.12 至 2019.06', surface: '小程序' }],
  'applications/a1/readers': [{ name: '王敏', unit: '云溪区人民医院', last: '11月20日 15:20', times: 2 }],
  'applications/a1/disputes': { open: true, until: '2026-12-04', say: '', most: 6, matters: [DISPUTE] },
  'applications/a1/expert': { base: 'applications/a1', name: '周岚', title: '副主任医师 · 内科', unit_name: '云溪区人民医院', plan: '2026 年度', code: '7F3A-92C1', note: '不显示身份证号和手机号。', parts: [{ title: '基本情况', lines: [{ label: '现职称', text: '主治医师' }] }] },
  'applications/a1/forms/review/settings': { form: { id: 'review', label: '评审表', url: '/api/v1/files/doc', html: '/api/v1/files/doc', layout: true }, parts: [{ label: '工作经历', settings: [{ key: 'work.lines', label: '行数', unit: '行', least: 1, most: 30, usual: 10 }] }], settings: {} },
  'applications/a1/sections/hours': { base: 'applications/a1', section: 'hours', label: '近五年工作量', seq: 1, status: 'missing', word: '还差 1 项', rows: { name: '年度', count: 1, seq: 1, can_add: false, cards: [{ row: 'h1', n: 1, title: '门诊量', page: '', status: 'missing', word: '还差 1 项' }], table: [{ row: 'h1', n: 1, title: '门诊量', fields: [{ ...HOURS, address: 'hours.h1.count2025', value: null, text: '', seq: 0 }] }] } },
}

/** Answers of POST that change nothing here. */
export const OPENED = {
  'strokes/k1/open': { unit_name: '云溪区人民医院', by: '王敏', at: '11月20日 15:20', until: '11月27日', people: 1, lines: [{ name: '周岚', title: '副主任医师 · 内科', label: '推荐意见', words: [{ label: '意见', text: '同意推荐' }], code: '7F3A-92C1' }], name: '', signed: '' },
}
