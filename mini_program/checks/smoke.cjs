// Runs pages of the compiled mini-program in jsdom, with the platform's calls answered by the tests' fake server:
// every page shows its view, a tapped answer is saved, a tap on 通过 reaches the request. Without a page: all of them.
const fs = require('fs')
const os = require('os')
const path = require('path')
const { pathToFileURL } = require('url')
const { JSDOM } = require('jsdom')

// Away from this package's "type": "module": the compiled scripts are the platform's own kind.
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mini-program-'))
fs.cpSync(path.resolve(process.argv[2]), root, { recursive: true })
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }))
const page = process.argv[3]
const dom = new JSDOM('<!doctype html><html><head></head><body></body></html>', { pretendToBeVisual: true, url: 'http://localhost/' })
global.window = dom.window
for (const name of ['document', 'Node', 'Element', 'HTMLElement', 'Event', 'CustomEvent', 'MutationObserver', 'TouchEvent', 'getComputedStyle']) global[name] = dom.window[name]
const simulate = require('miniprogram-simulate')

const SYSTEM = { platform: 'devtools', pixelRatio: 2, windowWidth: 375, windowHeight: 667, screenHeight: 667, statusBarHeight: 20, SDKVersion: '3.0.0', language: 'zh_CN', safeArea: { top: 0, bottom: 667 }, model: 'x', system: 'iOS 16', version: '8', brand: 'x', theme: 'light', hostName: 'WeChat', fontSizeSetting: 16, fontSizeScaleFactor: 1.4 }
const calls = []
const wait = (ms) => simulate.sleep(ms)

async function until(what, say) {
  for (let n = 0; n < 60; n++) {
    const got = what()
    if (got) return got
    await wait(50)
  }
  throw new Error(say)
}

/** The platform's side: storage in memory, requests to the fake server's answers. */
function platform(fake, world, who) {
  const kept = new Map([['session', { token: who, person: who }]])
  Object.assign((global.wx ||= {}), {
    request(o) {
      const url = new URL(o.url, 'http://localhost')
      const header = Object.fromEntries(Object.entries(o.header ?? {}).map(([k, v]) => [k.toLowerCase(), v]))
      const token = (header.authorization ?? '').replace('Bearer ', '')
      const said = fake.answer(world, o.method, url.pathname.replace('/api/v1/', ''), url.searchParams, o.data ? JSON.parse(o.data) : {}, header, token)
      calls.push({ method: o.method, path: url.pathname, header, data: o.data, status: said.status })
      setTimeout(() => o.success?.({ statusCode: said.status, data: structuredClone(said.body ?? ''), header: {} }), 1)
      return {}
    },
    getSystemInfoSync: () => SYSTEM, getAppBaseInfo: () => SYSTEM, getWindowInfo: () => SYSTEM, getDeviceInfo: () => SYSTEM, getSystemSetting: () => SYSTEM, getAppAuthorizeSetting: () => ({}), getLaunchOptionsSync: () => ({}), getEnterOptionsSync: () => ({}), getAccountInfoSync: () => ({ miniProgram: { appId: 'x' } }),
    canIUse: () => true, getStorageSync: (k) => kept.get(k) ?? '', setStorageSync: (k, v) => kept.set(k, v), removeStorageSync: (k) => kept.delete(k), getStorageInfoSync: () => ({ keys: [...kept.keys()] }),
    onNetworkStatusChange() {}, offNetworkStatusChange() {}, onThemeChange() {}, onAppShow() {}, onAppHide() {}, onError() {}, onWindowResize() {}, getMenuButtonBoundingClientRect: () => ({ left: 281 }),
    nextTick: (f) => Promise.resolve().then(f), pageScrollTo() {}, env: {},
    reLaunch: (o) => calls.push({ method: 'open', path: o.url }), redirectTo: (o) => calls.push({ method: 'open', path: o.url }), navigateTo: (o) => calls.push({ method: 'open', path: o.url }),
  })
}

function open(query) {
  let app = {}
  const stack = []
  global.App = (o) => { app = o; o.onLaunch?.call(app, {}) }
  global.getApp = () => app
  global.getCurrentPages = () => stack
  global.__wxConfig = { pages: [] }
  global.Page = (o) => global.Component({ ...o, methods: o })
  require(path.join(root, 'app.js'))
  const component = simulate.render(simulate.load(path.join(root, page), { rootPath: root, compiler: 'official' }))
  const holder = document.createElement('div')
  document.body.appendChild(holder)
  Object.assign(component.instance, { route: page, is: page, options: query })
  stack.push(component.instance)
  component.attach(holder)
  component.instance.onLoad?.(query)
  component.instance.onShow?.()
  component.triggerLifeTime?.('ready')
  component.instance.onReady?.()
  return holder
}

const all = (holder) => [...holder.querySelectorAll('*')]
const labelled = (holder, text) => all(holder).filter((node) => node.textContent.trim() === text)
function tap(node) {
  for (const type of ['touchstart', 'touchend']) {
    const event = new dom.window.Event(type, { bubbles: true })
    const touch = [{ identifier: 1, clientX: 5, clientY: 5, pageX: 5, pageY: 5 }]
    event.touches = type === 'touchend' ? [] : touch
    event.changedTouches = touch
    node.dispatchEvent(event)
  }
}

/** Yes or no is tapped and the tap is a saved answer. */
async function saves(holder, world) {
  const yes = await until(() => labelled(holder, '是').pop(), 'the choice 是 never appeared')
  tap(yes)
  const put = await until(() => calls.find((c) => c.method === 'PUT'), 'the tap on 是 reached no request')
  if (put.path !== '/api/v1/applications/a1/answers/honesty.clean' || !put.header['idempotency-key'] || put.header['if-match'] !== '0') throw new Error(`not the write that was meant: ${JSON.stringify(put)}`)
  if (world.answers['honesty.clean'] !== true) throw new Error('the answer is not stored')
  await until(() => /已保存/.test(holder.textContent), 'the page never said 已保存')
}

/** The ready phrase and 通过 are tapped: the opinion goes with the deed. */
async function approves(holder, world) {
  tap(await until(() => labelled(holder, '同意推荐').pop(), 'the opinion never appeared'))
  const buttons = await until(() => labelled(holder, '通过').length && labelled(holder, '通过'), 'the button 通过 never appeared')
  tap(buttons[buttons.length - 1])
  const post = await until(() => calls.find((c) => c.method === 'POST'), 'the tap on 通过 reached no request')
  if (post.path !== '/api/v1/applications/a1/deeds/approve' || post.status !== 200 || world.status !== 'approved' || world.answers['opinion.words'] !== '同意推荐') throw new Error(`not the deed that was meant: ${JSON.stringify(post)}`)
}

/** A page reads its view and shows the words that only it has. */
const shows = (words) => async (holder) => void (await until(() => holder.textContent.includes(words), `“${words}” never appeared`))

const A1 = { base: 'applications/a1' }
const CASES = {
  'pages/home/home': { who: 'zhou', query: A1, run: shows('接着填：基本信息') },
  'pages/rows/rows': { who: 'zhou', query: { ...A1, section: 'work' }, run: shows('2012.08 到 2012.11 空了 4 个月') },
  'pages/row-edit/row-edit': { who: 'zhou', query: { ...A1, section: 'workload', row: 'w2' }, run: shows('2024 和左边一样') },
  'pages/evidence/evidence': { who: 'zhou', query: { ...A1, address: 'achievements.r1.proof' }, run: shows('单位鲜章') },
  'pages/kept/kept': { who: 'zhou', query: {}, run: shows('没有要处理的了') },
  'pages/check/check': { who: 'zhou', query: A1, run: shows('改第 1 处') },
  'pages/pledge/pledge': { who: 'zhou', query: A1, run: shows('用手指在框里写姓名：周岚') },
  'pages/progress/progress': { who: 'zhou', query: A1, run: shows('选“允许”') },
  'pages/fix/fix': { who: 'zhou', query: A1, world: { status: 'returned', opinion: '改好再交', marks: [{ n: 1, address: 'work.r2.period', text: '和聘书不一致', state: 'open' }] }, run: shows('和聘书不一致') },
  'pages/forms/forms': { who: 'zhou', query: A1, run: shows('评审表') },
  'pages/certificate/certificate': { who: 'zhou', query: A1, world: { status: 'certified' }, run: shows('K7QX-92MD') },
  'pages/mine/mine': { who: 'zhou', query: {}, run: shows('500***********0000') },
  'pages/plans/plans': { who: 'zhou', query: {}, run: shows('开始申报') },
  'pages/register/register': { who: 'zhou', query: {}, run: shows('登记好了') },
  'pages/login/login': { who: 'zhou', query: { ticket: 'd1' }, run: shows('在电脑上登录') },
  'pages/ticket/ticket': { who: 'officer', query: { scene: 'i1' }, run: shows('请您做云溪区人民医院的审核人员') },
  'pages/queue/queue': { who: 'officer', query: {}, world: { status: 'submitted' }, run: shows('副主任医师 · 内科') },
  'pages/review-read/review-read': { who: 'officer', query: { application: 'a1', section: 'cover' }, world: { status: 'submitted' }, run: shows('申报专业方向') },
  'pages/return/return': { who: 'officer', query: { application: 'a1' }, world: { status: 'submitted' }, run: shows('申报人在微信里会看到') },
  'pages/calls/calls': { who: 'officer', query: {}, run: shows('13900001111') },
  'pages/publicity/publicity': { who: 'officer', query: {}, run: shows('11月20日请您公示') },
  'pages/forward/forward': { who: 'officer', query: {}, run: shows('还不能提交市卫健委，差 1 人') },
  'pages/reasons/reasons': { who: 'officer', query: {}, run: shows('退过 3 份，4 次') },
  'pages/people/people': { who: 'officer', query: {}, run: shows('139****1111') },
  'pages/person/person': { who: 'officer', query: { person: 'p9' }, run: shows('政治面貌') },
  'pages/officer/officer': { who: 'officer', query: { unit: 'u1', person: 'p7' }, run: shows('办到哪一天') },
  'pages/roll/roll': { who: 'officer', query: { unit: 'u1' }, run: shows('1 / 2') },
  'pages/matters/matters': { who: 'officer', query: {}, run: shows('交上去三周没有人看') },
  'pages/units/units': { who: 'officer', query: {}, run: shows('云溪区中医院') },
  'pages/unit/unit': { who: 'officer', query: { unit: 'u3' }, run: shows('12500000MB0000001X') },
  'pages/roster/roster': { who: 'officer', query: {}, run: shows('评审花名册') },
  'pages/stroke-ask/stroke-ask': { who: 'officer', query: {}, world: { status: 'submitted' }, run: shows('周岚') },
  'pages/stroke/stroke': { who: 'zhou', query: { t: 'k1' }, run: shows('王敏 请您签字，共 1 位') },
  'pages/expert/expert': { who: 'officer', query: A1, run: shows('不显示身份证号和手机号') },
  'pages/unit-register/unit-register': { who: 'zhou', query: {}, run: shows('公立医院、卫生院选这一类') },
  'pages/may-apply/may-apply': { who: 'zhou', query: { region: 'cq' }, run: shows('您的学历是？') },
  'pages/notices/notices': { who: 'zhou', query: {}, run: shows('11月1日同意') },
  'pages/assistants/assistants': { who: 'zhou', query: A1, run: shows('周小舟') },
  'pages/history/history': { who: 'zhou', query: A1, run: shows('更正为 2012.12 至 2019.06') },
  'pages/complaint/complaint': { who: 'zhou', query: {}, run: shows('已经在看了') },
  'pages/dispute/dispute': { who: 'zhou', query: A1, run: shows('第 3 页是原件') },
  'pages/layout/layout': { who: 'zhou', query: { ...A1, form: 'review' }, run: shows('只改印出来的样子') },
  'pages/years/years': { who: 'zhou', query: { ...A1, section: 'hours' }, run: shows('门诊量') },
  'pages/section/section': { who: 'zhou', query: { base: 'applications/a1', section: 'honesty' }, run: saves },
  'pages/approve/approve': { who: 'officer', query: { application: 'a1' }, world: { status: 'submitted' }, run: approves },
}

async function main() {
  const fake = await import(pathToFileURL(path.join(__dirname, '../tests/fake_server.mjs')).href)
  const one = CASES[page]
  const world = Object.assign(fake.world(), one.world)
  if (page === 'pages/approve/approve') world.answers['opinion.signer'] = '王敏'
  platform(fake, world, one.who)
  const holder = open(one.query)
  await one.run(holder, world)
  if (!/--rem:\s*22\.4px/.test(holder.innerHTML)) throw new Error('the reader’s text size does not reach the page')
  console.log(`${page}: ${calls.map((c) => `${c.method} ${c.path}`).join(', ')}`)
}

if (!page) {
  // One process a page: the platform's globals belong to one application.
  const { spawnSync } = require('child_process')
  const failed = Object.keys(CASES).filter((name) => spawnSync(process.execPath, [__filename, root, name], { stdio: 'inherit' }).status !== 0)
  console.log(failed.length ? `failed: ${failed.join(', ')}` : `${Object.keys(CASES).length} pages run`)
  process.exit(failed.length ? 1 : 0)
}

process.on('unhandledRejection', (error) => {
  console.error(error)
  process.exit(1)
})
main().then(() => process.exit(0), (error) => {
  console.error(error.message, '\n', document.body.textContent.replace(/\s+/g, ' ').slice(0, 600), JSON.stringify(calls.map((c) => [c.method, c.path, c.status])))
  process.exit(1)
})
