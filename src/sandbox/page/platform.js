/** The platform's side: people, switches, log, quotas. */

import { $, buttons, clock, el, icon, sheet, span, toast } from './draw.js'
import { mini } from './mini.js'
import { get, post } from './net.js'
import { become, idNumber, now, person, personRow, refresh } from './phone.js'
import { drawPockets, startPockets } from './pockets.js'

let onlyBad = false
let clearedTo = 0
let atEnd = true

export function startPlatform() {
  startPockets()
  const box = $('log')
  box.addEventListener('scroll', () => (atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60))
  new ResizeObserver(toEnd).observe(box)
  $('keep-roll').addEventListener('click', keepRoll)
  $('log-all').addEventListener('click', () => filter(false))
  $('log-bad').addEventListener('click', () => filter(true))
  $('clear').addEventListener('click', () => {
    clearedTo = now.lines.at(-1)?.n ?? 0
    drawLog()
  })
}

function filter(bad) {
  onlyBad = bad
  $('log-all').setAttribute('aria-pressed', String(!bad))
  $('log-bad').setAttribute('aria-pressed', String(bad))
  drawLog()
}

/** Draw the log: only the new lines when they are given, newest at the end. */
export function drawLog(fresh) {
  const box = $('log')
  const lines = (fresh ?? now.lines).filter((line) => line.n > clearedTo && (!onlyBad || line.level === 'error'))
  const rows = lines.map((line) => el(`li.lg1.${line.level ?? 'info'}`, { 'data-errcode': line.errcode ?? null }, el('span.num', {}, clock(line.at)), el('span.sm', {}, el('b', {}, line.way), ' ', el('span.t', {}, line.text))))
  if (fresh) box.append(...rows)
  else box.replaceChildren(...rows)
  while (box.children.length > 500) box.firstChild.remove()
  const bad = now.lines.filter((line) => line.level === 'error' && line.n > clearedTo).length
  $('log-bad').textContent = `只看出错${bad ? ` ${bad}` : ''}`
  if (!fresh) atEnd = true
  toEnd()
}

function toEnd() {
  if (atEnd) $('log').scrollTop = $('log').scrollHeight
}

export function drawPlatform() {
  $('people').replaceChildren(...now.state.people.map((one) => personRow(one, () => become(one.id))), idNumber())
  drawPockets()
  drawTries()
  drawQuota()
}

const WINDOWS = { message: '发过消息', menu: '点过菜单、链接', follow: '刚关注', scan: '刚扫码' }

function drawQuota() {
  const { state } = now
  const one = person()
  const rows = one.windows.map((window) => el('p.num', {}, `客服消息 ${window.left} / ${window.of}（${WINDOWS[window.kind]}），${span(window.closes_in)} 后关`))
  if (!rows.length) rows.push(el('p', {}, '客服消息：现在一条也不能发'))
  for (const credit of one.credits) rows.push(el('p.num', {}, `订阅消息 ${credit.title} ${credit.long_term ? '长期' : `${credit.left} 次`}`))
  for (const token of state.tokens) rows.push(el('p.num', {}, `${token.family === 'stable' ? 'stable_token' : 'access_token'} ${token.side === 'oa' ? '公众号' : '小程序'} ${token.left.toLocaleString()} s`))
  if (state.stopped_for) rows.push(el('p.num.warn', {}, `MarkFail：还有 ${state.stopped_for} 秒不推送`))
  if (state.verified) rows.push(el('p.warn', {}, `回调地址没通过：${state.verified}`))
  if (state.offset) rows.push(el('p.num', {}, `时钟快了 ${span(state.offset)}`))
  $('quota').replaceChildren(el('p.b', {}, `${one.name} 的额度`), ...rows)
}

async function flip(body) {
  try {
    await post('switches', body)
  } catch (trouble) {
    toast(trouble.message)
  }
  await refresh()
}

/** The roll as files on this machine, for a page that opens the browser's own file box. */
export async function keepRoll() {
  await sheet('存到这台电脑', (box) => {
    box.append(
      el('p.c2', {}, '小程序里要选文件时，浏览器会打开这台电脑的文件夹。先把要用的存下来。'),
      el('div.list', {}, ...now.state.roll.map((one) => el('a.line', { href: `/control/roll/${one.name}`, download: one.name }, icon('file'), el('span.grow', {}, one.label, el('span.xs.c2', {}, `　${one.name}`))))),
    )
  })
}

let drawnTries = ''

function drawTries() {
  const one = person()
  const { switches } = now.state
  const written = JSON.stringify([one.id, one.offline, one.slow, one.refuse, switches, document.documentElement.dataset.theme])
  if (written === drawnTries) return
  drawnTries = written
  const own = (name, label) => el('button.chip.zon', { 'aria-pressed': String(one[name]), 'data-switch': name, onclick: () => flip({ person: one.id, [name]: !one[name] }) }, label)
  const loud = Object.entries(SWITCHES).filter(([name]) => isOn(name)).length
  $('tries').replaceChildren(
    own('offline', '断网'),
    own('slow', '慢网'),
    own('refuse', '拒收通知'),
    el('button.chip', { onclick: forward, 'data-switch': 'advance' }, '快进'),
    el('button.chip.zon', { onclick: weather, 'aria-pressed': String(loud > 0), 'data-switch': 'weather' }, loud ? `故障 ${loud}` : '故障'),
    el('button.sq', { onclick: dress, 'aria-label': '换日夜' }, icon('moon')),
  )
}

function dress() {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset.theme = theme
  localStorage.setItem('sandbox.theme', theme)
  mini.dress()
}

async function forward() {
  const seconds = await sheet('快进', (box, done) => {
    const hours = el('input.in', { inputmode: 'decimal', 'aria-label': '小时数' })
    const steps = [['1 分钟', 60], ['1 小时', 3600], ['48 小时', 172800], ['7 天', 604800]]
    box.append(
      el('p.c2', {}, '沙箱和产品的时钟一起往前走：窗口会关，令牌会过期，期限会到。'),
      el('div.chips', {}, ...steps.map(([label, n]) => el('button.chip', { onclick: () => done(n) }, label))),
      el('label.field', {}, el('span', {}, '或者写小时数'), hours),
      buttons(['快进这么久', () => Number(hours.value) > 0 && done(Number(hours.value) * 3600)]),
    )
  })
  if (!seconds) return
  try {
    await post('advance', { seconds })
  } catch (trouble) {
    toast(trouble.message)
  }
}

const SWITCHES = {
  offline: '所有手机断网',
  slow: '所有手机慢网',
  fault: '平台故障：产品的每次调用都答 -1',
  chaos: '天气不好：偶尔慢、断、502、半截 JSON、空回答',
  same_msg_id: '不同人的消息用同一个 MsgId',
  mark_fail_keeps: 'MarkFail 时留着，过后再推（平时是丢掉）',
  unsubscribe_twice: '取消关注推两次',
  union: '两个账号绑在同一开放平台，给 unionid',
  block_ip: '产品的 IP 不在白名单',
}
const CHOICES = {
  duplicate: ['推送', { off: '推一次', parallel: '同时推两次', later: '过一会儿再推一次' }],
  tap_ids: ['点选带 bizmsgmenuid', { always: '带', never: '不带', mixed: '有时带' }],
  finish: ['发送后的事件', { success: '成功', failed: '失败', never: '不来' }],
}

const isOn = (name) => now.state.switches[name] !== false && now.state.switches[name] !== null

async function weather() {
  await sheet('故障', (box, done) => {
    const tick = (name, label) => {
      const input = el('input', { type: 'checkbox', checked: isOn(name), onchange: () => flip({ [name]: input.checked }) })
      return el('label.line', {}, input, el('span', {}, label))
    }
    const choice = (name, [label, values]) => {
      const chips = Object.entries(values).map(([value, word]) => el('button.chip', { 'aria-pressed': String(now.state.switches[name] === value), onclick: () => (flip({ [name]: value }), chips.forEach((chip) => chip.setAttribute('aria-pressed', String(chip.textContent === word)))) }, word))
      return el('div.field', {}, el('span', {}, label), el('div.chips', {}, ...chips))
    }
    box.append(
      el('div.list', {}, ...Object.entries(SWITCHES).map(([name, label]) => tick(name, label))),
      ...Object.entries(CHOICES).map(([name, pair]) => choice(name, pair)),
      el('div.chips', {}, el('button.chip', { onclick: () => run('tokens', { errcode: 40001 }, (found) => `${found.dead} 个令牌失效了`) }, '令牌提前失效'), el('button.chip', { onclick: () => run('verify', {}, (found) => (found.ok ? '回调地址通过了' : `没通过：${found.why}`)) }, '验证回调地址')),
      buttons(['恶意推送……', () => (done(), hostile())]),
    )
  })
}

async function run(path, body, words) {
  try {
    toast(words(await post(path, body)))
  } catch (trouble) {
    toast(trouble.message)
  }
}

async function hostile() {
  const kinds = await get('hostile')
  await sheet('恶意推送', (box) => {
    const result = el('p.c2', { role: 'status' }, '点一种，看产品怎么答。')
    const send = async (kind) => {
      result.textContent = '正在推……'
      try {
        const found = [await post('hostile', { kind, person: now.who })].flat()
        const bad = found.filter((one) => !one.ok)
        result.replaceChildren(...(bad.length ? bad.map((one) => el('span.bad', {}, `${kinds[one.kind].say}：${one.status || ''} ${one.why}　`)) : [el('span.good', {}, kind === 'all' ? `${found.length} 种都答对了` : `答对了：${found[0].status}`)]))
      } catch (trouble) {
        result.textContent = trouble.message
      }
    }
    box.append(el('button.btn', { onclick: () => send('all') }, '全部推一遍'), result, el('div.chips', {}, ...Object.entries(kinds).map(([name, kind]) => el('button.chip', { onclick: () => send(name) }, kind.say))))
  })
}
