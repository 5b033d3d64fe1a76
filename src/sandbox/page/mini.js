/**
 * The mini-program in its frame, and what WeChat does for it: log-in code, phone number, subscriptions, scanner, camera roll.
 * Both sides check the origin. Every answer carries the `id` of its request where there was one.
 */

import { newest } from './chat.js'
import { $, buttons, el, sheet, toast } from './draw.js'
import { post } from './net.js'
import { act, idNumber, now, person, show, wide } from './phone.js'
import { choosePicture, pathOf, pickCode } from './pockets.js'

const origin = () => new URL(now.state.product_url).origin

let loaded = ''
let told = 'true false'

export const mini = {
  /** Open a page, `pages/home/home?base=…`; without one, wherever it was. */
  open(path = '') {
    const frame = $('frame')
    const page = path.replace(/^\//, '')
    const base = `${now.state.product_url}/m/?phone=${encodeURIComponent(now.who)}`
    const url = `${base}#/${page}`
    if (loaded !== now.who || page) frame.src = page ? url : base
    loaded = now.who
    shown(true)
    if (!matchMedia('(min-width:1240px)').matches) show('mini')
  },
  /** Open a web page of the product in the same frame. */
  web(url) {
    $('frame').src = url
    loaded = ''
    shown(true)
    if (!matchMedia('(min-width:1240px)').matches) show('mini')
  },
  /** Load it when nothing is open yet; else tell the frame that it is looked at again, as WeChat tells a mini-program. */
  wake() {
    if (now.state && loaded !== now.who && !$('frame').getAttribute('src')) this.open()
    else tell({ type: 'zhiping.shown' })
  },
  /** Another person took the phone. */
  leave() {
    if (loaded) $('frame').removeAttribute('src')
    loaded = ''
    shown(false)
  },
  /** Tell the frame how the network is. */
  network() {
    const one = person()
    const online = !(one.offline || now.state.switches.offline)
    const slow = one.slow || now.state.switches.slow
    $('mini-offline').hidden = online
    if (told !== `${online} ${slow}`) tell({ type: 'zhiping.network', online, slow })
    told = `${online} ${slow}`
  },
  /** Tell the frame whether it is day or night. */
  dress() {
    tell({ type: 'zhiping.theme', theme: document.documentElement.dataset.theme === 'dark' ? 'night' : 'day' })
  },
}

function shown(on) {
  $('frame').hidden = !on
  $('capsule').hidden = !on
  $('idle').hidden = on
}

function tell(message) {
  if (loaded && $('frame').contentWindow) $('frame').contentWindow.postMessage(message, origin())
}

export function startMini() {
  $('open-mini').addEventListener('click', () => mini.open())
  $('capsule-close').addEventListener('click', close)
  $('capsule-menu').addEventListener('click', menu)
  $('frame').parentElement.addEventListener('pointerenter', () => loaded && mini.wake())
  window.addEventListener('message', heard)
}

function close() {
  mini.leave()
  if (!wide() || !matchMedia('(min-width:1240px)').matches) show('chat')
  else newest()
}

async function menu() {
  const choice = await sheet('小程序', (box, done) => {
    box.append(idNumber(), el('button.btn.two', { onclick: () => done('again') }, '重新进入小程序'), el('button.btn', { onclick: () => done('close') }, '回聊天'))
  })
  if (choice === 'again') {
    mini.leave()
    mini.open()
  }
  if (choice === 'close') close()
}

const answers = { ready: login, login, phone, subscribe, scan, choose_photo: photos, choose_file: photos, back: close, close, shown_code: shownCode }

async function heard(event) {
  const frame = $('frame')
  if (!now.state || event.origin !== origin() || event.source !== frame.contentWindow) return
  const asked = event.data
  if (typeof asked?.type !== 'string' || !asked.type.startsWith('zhiping.')) return
  const run = answers[asked.type.slice('zhiping.'.length)]
  if (!run) return
  const who = now.who
  const said = await run(asked)
  if (said && who === now.who) event.source.postMessage(asked.id === undefined ? said : { ...said, id: asked.id }, origin())
}

async function login() {
  told = 'true false'
  setTimeout(() => (mini.network(), mini.dress()))
  const given = await act('code', { app: 'mp' })
  return given ? { type: 'zhiping.code', code: given.code } : { type: 'zhiping.code', errMsg: 'login:fail' }
}

async function phone() {
  const allowed = await sheet(`${now.state.account.name} 想要您的手机号`, (box, done) => {
    box.append(el('p', {}, `${person().phone}，微信绑定号码`), buttons(['拒绝', () => done(false)], ['允许', () => done(true)]))
  })
  const given = await act('phone_code', { deny: !allowed })
  return { type: 'zhiping.phone_code', ...given }
}

async function subscribe(asked) {
  const ids = asked.templates ?? asked.ids ?? asked.tmplIds ?? []
  const all = await act('subscribe', { ask: ids })
  if (!all || all.errCode) {
    toast(`没有问订阅：${all?.errMsg ?? ''}`)
    return { type: 'zhiping.subscribed', accepted: [], refused: ids, errCode: all?.errCode, errMsg: all?.errMsg }
  }
  let choices = Object.fromEntries(all.templates.map((one) => [one.id, one.always || 'reject']))
  let always = false
  if (all.templates.some((one) => !one.always)) {
    const picked = await sheet(`${now.state.account.name} 想发通知给您`, (box, done) => {
      const ticks = all.templates.map((one) => el('input', { type: 'checkbox', value: one.id, checked: true }))
      const keep = el('input', { type: 'checkbox' })
      const chosen = (on) => ({ always: keep.checked, choices: Object.fromEntries(ticks.map((tick) => [tick.value, on && tick.checked ? 'accept' : 'reject'])) })
      box.append(
        el('div.list', {}, ...all.templates.map((one, n) => el('label.line', {}, ticks[n], el('span', {}, one.title)))),
        el('label.line', {}, keep, el('span.c2', {}, '总是保持以上选择，不再询问')),
        buttons(['取消', () => done(chosen(false))], ['允许', () => done(chosen(true))]),
      )
    })
    if (picked) ({ choices, always } = picked)
  }
  const result = await act('subscribe', { choices, always })
  const accepted = ids.filter((id) => choices[id] === 'accept')
  return { type: 'zhiping.subscribed', accepted, refused: ids.filter((id) => !accepted.includes(id)), result: choices, errMsg: result?.errMsg }
}

async function scan() {
  const content = await pickCode()
  if (!content) return { type: 'zhiping.scanned', errMsg: 'scanCode:fail cancel' }
  const path = pathOf(content)
  return { type: 'zhiping.scanned', content: path || content, result: content, path }
}

async function photos(asked) {
  const chosen = (await choosePicture({ count: Math.min(Number(asked.count) || 1, 20), title: '选照片' })) ?? []
  const files = await Promise.all(chosen.map(async (one) => ({ name: one.name, blob: one.blob ?? (await (await fetch(`/control/roll/${encodeURIComponent(one.name)}`)).blob()) })))
  const type = asked.type === 'zhiping.choose_file' ? 'zhiping.file' : 'zhiping.photo'
  return { type, files, blob: files[0]?.blob, name: files[0]?.name }
}

async function shownCode(asked) {
  if (typeof asked.content === 'string') await post('codes', { content: asked.content, label: String(asked.label ?? '页面上的码') })
}
