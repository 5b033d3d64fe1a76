/** The page's memory and its heart: whose phone it is, what is on the screen, what changed. */

import { startChat, drawChat, drawNotices, drawBar, newest } from './chat.js'
import { $, avatar, el, sheet, toast } from './draw.js'
import { mini, startMini } from './mini.js'
import { get, post, watch } from './net.js'
import { drawPlatform, drawLog, startPlatform } from './platform.js'

export const now = { state: null, who: '', messages: [], lines: [], view: 'chat' }

export const person = () => now.state.people.find((one) => one.id === now.who)

export const wide = () => matchMedia('(min-width:860px)').matches

/** Chat and mini-program stand side by side. */
const side = () => matchMedia('(min-width:1240px)').matches

/** Do something on this person's phone; what cannot be done is said. */
export async function act(deed, body = {}) {
  try {
    return await post(`people/${encodeURIComponent(now.who)}/${deed}`, body)
  } catch (trouble) {
    toast(trouble.message)
    return null
  }
}

export function show(view) {
  const came = view === 'chat' && now.view !== 'chat'
  now.view = view
  document.body.dataset.view = view
  if (view === 'chat' || view === 'notices') document.body.dataset.phone = view
  for (const tab of document.querySelectorAll('.tabbar [data-to]')) {
    if (tab.dataset.to === view) tab.setAttribute('aria-current', 'page')
    else tab.removeAttribute('aria-current')
  }
  for (const name of ['chat', 'notices']) $(`tab-${name}`).setAttribute('aria-selected', String(document.body.dataset.phone === name))
  if (view === 'mini') mini.wake()
  if (came) newest()
  seen()
}

export async function become(id) {
  if (id === now.who) return
  now.who = id
  now.messages = []
  localStorage.setItem('sandbox.who', id)
  mini.leave()
  drawChat()
  await messages()
  draw()
  seen()
  if (matchMedia('(min-width:1240px)').matches) mini.wake()
}

/** Choose a person from a sheet, as on a phone. */
export async function choosePerson() {
  const id = await sheet('换一个人', (box, done) => {
    box.append(el('div.list', {}, ...now.state.people.map((one) => personRow(one, () => done(one.id)))), el('button.tlink', { onclick: () => done('+') }, '＋ 新来一个人'))
  })
  if (id === '+') await newcomer()
  else if (id) await become(id)
}

export function personRow(one, choose) {
  const words = one.note || one.role
  return el(
    'button.pw',
    { onclick: choose, 'aria-current': one.id === now.who ? 'true' : null, 'data-person': one.id },
    avatar(one.name),
    el('span.grow', {}, el('b', {}, one.name), el('span.xs', {}, one.offline ? '没有网' : words)),
    one.unread ? el('span.mk', { 'aria-label': `${one.unread} 条未读` }, String(one.unread)) : null,
  )
}

/** What a person types where an ID number is asked for: made up, copied by a tap. */
export function idNumber() {
  const { name, id_number: number } = person()
  const copy = async () => {
    await navigator.clipboard?.writeText(number).catch(() => undefined)
    toast(`抄下了 ${number}，到要填的地方粘贴`)
  }
  return el('button.tlink.idn', { onclick: copy, 'data-id-number': number, 'aria-label': `复制${name}的身份证号` }, `${name}的身份证号（编的）`, el('span.num', {}, `${number} 复制`))
}

export async function newcomer() {
  const given = await sheet('新来一个人', (box, done) => {
    const name = el('input.in', { autocomplete: 'off', maxlength: 40, required: true })
    const note = el('input.in', { autocomplete: 'off', maxlength: 40 })
    const form = el('form', {}, el('label.field', {}, el('span', {}, '名字，例：何宁'), name), el('label.field', {}, el('span', {}, '说明，可以不写'), note), el('div.btns', {}, el('button.btn', { type: 'submit' }, '加进来')))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (name.value.trim()) done({ name: name.value.trim(), role: '', note: note.value.trim() })
    })
    box.append(form)
    setTimeout(() => name.focus())
  })
  if (!given) return
  const one = await post('people', given)
  await refresh()
  await become(one.id)
}

async function messages() {
  const who = now.who
  const after = now.messages.at(-1)?.n ?? 0
  const found = await get(`people/${encodeURIComponent(who)}/messages?after=${after}`)
  if (who !== now.who) return
  now.messages.push(...found.messages.filter((message) => message.n > (now.messages.at(-1)?.n ?? 0)))
  if (found.messages.length) {
    drawChat(found.messages)
    drawNotices()
  }
}

/** Tell what stands before the person's eyes; a message may be on the screen a round before the state counts it. */
function seen() {
  if (!now.state || document.hidden) return
  const one = person()
  const last = now.messages.at(-1)?.n ?? 0
  const visible = side() || now.view === 'chat' || now.view === 'notices'
  if (one && one.unread && last && visible) post(`people/${encodeURIComponent(now.who)}/read`, { to: last })
}

async function log() {
  const found = await get(`log?after=${now.lines.at(-1)?.n ?? 0}`)
  now.lines.push(...found.lines)
  now.lines.splice(0, Math.max(0, now.lines.length - 500))
  if (found.lines.length) drawLog(found.lines)
}

let rounds = null
let again = false

/** Fetch what changed; whoever calls meanwhile waits for one more round, so that what was there then is seen. */
export function refresh() {
  again = true
  rounds ??= fetchAll()
  return rounds
}

async function fetchAll() {
  try {
    while (again) {
      again = false
      now.state = await get('state')
      if (!person()) now.who = now.state.people[0].id
      await Promise.all([messages(), log()])
      draw()
      seen()
    }
  } catch {
    toast('沙箱没有回答，正在重连')
  } finally {
    rounds = null
  }
}

function draw() {
  drawBar()
  drawPlatform()
  mini.network()
  const unread = now.state.people.reduce((sum, one) => sum + one.unread, 0)
  document.title = unread ? `(${unread}) 沙箱手机` : '沙箱手机'
  const others = now.state.people.filter((one) => one.id !== now.who).reduce((sum, one) => sum + one.unread, 0)
  badge('platform', others, `别人有 ${others} 条未读`)
  const mine = now.view === 'mini' ? person().unread : 0
  badge('chat', mine, `${mine} 条没看`)
}

function badge(to, many, words) {
  const tab = document.querySelector(`.tabbar [data-to=${to}]`)
  tab.querySelector('.mk')?.remove()
  if (many) tab.append(el('span.mk', { 'aria-label': words }, String(many)))
}

async function start() {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const dress = () => (document.documentElement.dataset.theme = (localStorage.getItem('sandbox.theme') ?? (dark.matches ? 'dark' : 'light')))
  dark.addEventListener('change', () => (dress(), mini.dress()))
  dress()
  now.who = localStorage.getItem('sandbox.who') ?? ''
  startChat()
  startMini()
  startPlatform()
  for (const tab of document.querySelectorAll('.tabbar [data-to]')) tab.addEventListener('click', () => show(tab.dataset.to))
  $('tab-chat').addEventListener('click', () => show('chat'))
  $('tab-notices').addEventListener('click', () => show('notices'))
  $('me').addEventListener('click', choosePerson)
  $('newcomer').addEventListener('click', newcomer)
  show('chat')
  await refresh()
  if (matchMedia('(min-width:1240px)').matches) mini.wake()
  watch(refresh)
  setInterval(() => !document.hidden && refresh(), 15_000)
  document.addEventListener('visibilitychange', () => !document.hidden && refresh())
  document.body.dataset.ready = 'true'
}

start()
