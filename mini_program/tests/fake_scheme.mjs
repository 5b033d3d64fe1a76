/** A small region for the fake server: invented sections, enough to meet every control once. */

const text = (label, more = {}) => ({ label, kind: 'text', control: 'text', required: true, ...more })
const choice = (label, options, more = {}) => ({ label, kind: 'choice', control: 'choice', required: true, options: options.map((o) => (typeof o === 'string' ? { code: o, label: o } : o)), ...more })
const slot = (label, more = {}) => ({ label, kind: 'evidence', control: 'evidence', required: true, hint: 'PDF 或照片，10 MB 以内', ...more })
const years = [2021, 2022, 2023, 2024, 2025]
const titles = ['主治医师', '主管护师', '主管药师', '主管技师', '副主任医师', '副主任护师', '副主任药师', '主任医师']

export const SECTIONS = {
  cover: {
    label: '封面', group: '申报信息', groups: [{ fields: {
      level: choice('申报级别', ['副高', '正高']),
      now: choice('现任职称', titles, { allowed: '打几个字就能找到' }),
      major: text('申报专业方向', { allowed: '写专业名称，20 字以内', example: '心血管内科', max: 20, suggest: ['内科'] }),
      kind: choice('申报类别', ['正常晋升', '破格晋升', '转评', '多评', '基层定向', '重新确认'], { recommend: { code: '正常晋升', label: '正常晋升', guide: '您任现职已满 5 年' } }),
      table: choice('填报表格类别', [{ code: '临床', label: '临床', guide: '执业类别是临床或口腔、职称全市通用的' }, { code: '中医药', label: '中医药', guide: '执业类别是中医、职称全市通用的' }, { code: '基层', label: '基层全科', guide: '全科医学，仅在基层使用', ok: false }]),
    } }],
  },
  basic: {
    label: '基本信息', group: '申报信息', help: '和身份证、聘书上写的一样。', groups: [
      { label: '身份', fields: {
        name: text('姓名', { derived: true, fixed: '周岚' }), sex: text('性别', { derived: true, fixed: '女' }), birth: text('出生年月', { derived: true, fixed: '1984年06月' }),
        major_unit: { label: '编码单位', kind: 'unit', control: 'unit', required: true, search: 'units', allowed: '打单位名称里的几个字' },
        place: { label: '专业分类', kind: 'choice', control: 'tree', required: true, tree: { levels: 2 }, options: [{ code: '1', label: '临床医学' }, { code: '11', label: '内科', parent: '1' }, { code: '12', label: '外科', parent: '1' }, { code: '2', label: '护理学' }, { code: '21', label: '内科护理', parent: '2' }] },
      } },
      { label: '工作与医德', fields: {
        ethics: { label: '医德医风满意度', kind: 'number', control: 'number', keyboard: 'number', required: true, allowed: '填 0 到 100，单位最近一次测评', suffix: '%', min: 0, max: 100, help: '在单位最近一次满意度测评表上找。\n没有测评过的，问人事科。' },
        since: { label: '参加工作时间', kind: 'month', control: 'month', keyboard: 'text', required: true, allowed: '写年和月', example: '2009.7' },
        frontline: { label: '一线医务人员', kind: 'yes_no', control: 'yes_no', required: true, allowed: '选“是”的，要交资格证明' },
        support: { label: '卫生支农年限', kind: 'number', control: 'number', keyboard: 'digits', required: true, allowed: '没有就填 0', suffix: '年', min: 0, max: 20 },
        support_proof: slot('支农证明'),
        society: { label: '参加何学术团体、任何职务', kind: 'long_text', control: 'textarea', required: true, none: '无', allowed: '没有就点“无”，60 字以内', max: 60 },
        languages: { label: '会哪几种方言', kind: 'choices', control: 'choices', required: false, options: ['川渝', '粤语', '客家'].map((o) => ({ code: o, label: o })) },
      } },
    ],
  },
  work: { label: '工作经历', group: '经历', help: '从第一份工作写起，写出初级、中级的晋升。', rows: { name: '工作经历', min: 1, max: 8 }, groups: [{ fields: {
    period: { label: '起止时间', kind: 'period', control: 'period', keyboard: 'text', required: true, allowed: '可以直接打：2019.9-至今' },
    unit: text('工作单位', { allowed: '全称，和公章一样；科室写在括号里', suggest: ['云溪区人民医院'] }),
    work: text('从事何专业技术工作', { allowed: '30 字以内', max: 30 }),
    title: text('职称、职务', { allowed: '点一个，或者直接写', suggest: ['医师', '主治医师'], none: '无' }),
  } }] },
  achievements: { label: '任现职工作业绩', group: '业绩', rows: { name: '业绩', min: 0, max: 10 }, groups: [{ fields: {
    period: { label: '起止时间', kind: 'period', control: 'period', required: true, allowed: '可以直接打：2021.3-2023.12' },
    what: text('业绩名称', { allowed: '60 字以内', max: 60 }),
    role: choice('本人作用', ['主持', '参与']),
    proof: slot('印证材料', { requires: ['“与原件相符”', '审核人：×××（签字）', '单位鲜章'] }),
  } }] },
  workload: { label: '近五年工作量', group: '业绩', rows: { name: '项目', min: 0, max: null, fixed: true }, groups: [{ fields: {
    name: text('项目', { derived: true }),
    ...Object.fromEntries(years.map((y) => [`count${y}`, { label: `${y} 年`, kind: 'number', control: 'number', keyboard: 'digits', required: true, min: 0, max: 9999, suffix: '次', allowed: '没有的填 0' }])),
  } }] },
  honesty: { label: '申报诚信情况', group: '诚信和提交', groups: [{ fields: { clean: { label: '有没有受过处分', kind: 'yes_no', control: 'yes_no', required: true } } }] },
  person: { label: '单位和身份', group: '单位', of: 'person', groups: [{ fields: { kind: choice('人员身份', [{ code: 'a', label: '事业编制、国企、部队文职' }, { code: 'b', label: '其他人员', guide: '后面多交一份查档情况' }]) } }] },
  opinion: { label: '基层单位推荐意见', group: '推荐', of: 'review', groups: [{ fields: {
    words: { label: '推荐意见', kind: 'long_text', control: 'textarea', required: true, allowed: '200 字以内', max: 200, suggest: ['同意推荐'] },
    signer: text('负责人'),
  } }] },
}

export const START = {
  'cover.level': '副高', 'cover.now': '主治医师', 'cover.major': '内科', 'cover.kind': '正常晋升', 'cover.table': '临床',
  'basic.since': '2009-07', 'basic.frontline': false, 'basic.society': '重庆市医学会内科学分会会员',
  'work.r1.period': '2009.07 至 2012.07', 'work.r1.unit': '云溪区第二人民医院', 'work.r1.work': '内科临床', 'work.r1.title': '医师',
  'work.r2.period': '2012.12 至 2019.06', 'work.r2.unit': '云溪区人民医院（内二科）', 'work.r2.work': '内科临床、带教', 'work.r2.title': '医师，2015.12 升主治医师',
  'work.r3.period': '2019.09 至今', 'work.r3.unit': '云溪区人民医院（内一科）', 'work.r3.work': '内科临床',
  'achievements.r1.period': '2020.01 至 2022.12', 'achievements.r1.what': '基层心衰分级诊疗路径研究', 'achievements.r1.role': '参与',
  'achievements.r2.period': '2021.03 至 2023.12', 'achievements.r2.what': '高血压社区管理', 'achievements.r2.role': '主持',
  'workload.w1.name': '年门诊人次', 'workload.w1.count2021': 1860, 'workload.w1.count2022': 2012, 'workload.w1.count2023': 1745, 'workload.w1.count2024': 2190, 'workload.w1.count2025': 2240,
  'workload.w2.name': '院内会诊', 'workload.w2.count2021': 12, 'workload.w2.count2022': 15, 'workload.w2.count2023': 18,
  'workload.w3.name': '带教下级', 'workload.w3.count2021': 2, 'workload.w3.count2022': 2,
  'person.kind': 'a',
}
export const ROWS = { work: ['r1', 'r2', 'r3'], achievements: ['r1', 'r2'], workload: ['w1', 'w2', 'w3'] }
