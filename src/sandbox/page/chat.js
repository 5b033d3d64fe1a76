/** The chat of the official account and the list of service messages. */

import { $, avatar, el, icon, sheet, toast, when } from './draw.js'
import { mini } from './mini.js'
import { base64 } from './net.js'
import { act, now, person } from './phone.js'
import { choosePicture, lookAt, openCode, openScanner } from './pockets.js'

let writing = false
let lastTime = 0
let atEnd = true

export function startChat() {
  $('do-follow').addEventListener('click', () => act('follow'))
  $('write').addEventListener('submit', send)
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event)
  })
  $('text').addEventListener('input', grow)
  $('to-menu').addEventListener('click', () => write(false))
  $('more').addEventListener('click', () => panel($('panel').hidden))
  $('settings').addEventListener('click', account)
  const things = [
    ['camera', '相册', pictures],
    ['scan', '扫一扫', openScanner],
    ['mic', '语音', voice],
    ['smile', '表情', () => act('sticker')],
    ['place', '位置', () => act('location')],
    ['file', '文件', file],
    ['video', '短视频', () => act('video')],
  ]
  $('panel').append(...things.map(([mark, label, run]) => el('button', { onclick: () => (panel(false), run()) }, icon(mark), label)))
  const box = $('messages')
  box.addEventListener('scroll', () => (atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80))
  new ResizeObserver(() => atEnd && toEnd()).observe(box)
  document.addEventListener('click', (event) => event.target.closest('.kb') || closePopup())
}

function grow() {
  const box = $('text')
  box.style.height = 'auto'
  box.style.height = `${Math.min(box.scrollHeight + 3, 132)}px`
}

async function send(event) {
  event.preventDefault()
  const text = $('text').value
  if (!text.trim()) return
  $('text').value = ''
  grow()
  await act('say', { text })
}

function panel(open) {
  $('panel').hidden = !open
  $('more').setAttribute('aria-expanded', String(open))
  if (open) toEnd()
}

function write(on) {
  writing = on
  drawBar()
  if (on) $('text').focus()
}

async function pictures() {
  const chosen = await choosePicture({ count: 9, title: '发照片' })
  for (const one of chosen ?? []) await act('photo', one.name && !one.blob ? { name: one.name } : { name: one.name, base64: await base64(one.blob) })
}

async function file() {
  const chosen = await choosePicture({ count: 1, title: '发文件' })
  for (const one of chosen ?? []) await act('file', one.blob ? { name: one.name, base64: await base64(one.blob) } : { name: one.name })
}

async function voice() {
  const said = await sheet('发语音', (box, done) => {
    const text = el('input.in', { autocomplete: 'off' })
    box.append(
      el('label.field', {}, el('span', {}, '识别出的字；不写，就是没有识别结果'), text),
      el('div.btns', {}, el('button.btn.two', { onclick: () => done({ recognition: '' }) }, '识别是空的'), el('button.btn', { onclick: () => done(text.value ? { recognition: text.value } : {}) }, '发出去')),
    )
  })
  if (said) await act('voice', said)
}

async function account() {
  const one = person()
  await sheet(now.state.account.name, (box, done) => {
    box.append(
      el('p.c2', {}, `${one.name} · 手机号 ${one.phone} · ${one.following ? '已关注' : '没有关注'}`),
      one.following
        ? el('button.btn.two', { onclick: () => (done(), act('unfollow')) }, '不再关注')
        : el('button.btn', { onclick: () => (done(), act('follow')) }, '关注公众号'),
      el('h3.b', {}, '订阅消息'),
      ...(one.credits.length ? one.credits.map((credit) => el('div.line', {}, el('span.grow', {}, credit.title, el('span.sm.c2', {}, credit.long_term ? '　长期' : `　还有 ${credit.left} 次`)), el('button.tlink', { onclick: () => (done(), act('subscribe_off', { template: credit.template })) }, '关掉'))) : [el('p.c2.sm', {}, '没有可用的次数')]),
    )
  })
}

/** Draw messages: only the new ones when they are given, else all. */
export function drawChat(fresh) {
  const box = $('messages')
  if (!fresh) {
    box.replaceChildren()
    lastTime = 0
  }
  for (const message of fresh ?? now.messages) {
    if (message.channel === 'notices') continue
    box.querySelector('.empty')?.remove()
    if (message.at - lastTime > 300) box.append(el('p.when', {}, when(message.at)))
    lastTime = message.at
    box.append(drawn(message))
  }
  if (!fresh || atEnd || fresh.some((message) => message.side === 'me')) toEnd()
}

/** Bring the newest message into view, when the chat has been out of sight. */
export const newest = () => requestAnimationFrame(toEnd)

function toEnd() {
  atEnd = true
  $('messages').scrollTop = $('messages').scrollHeight
}

function drawn(message) {
  if (message.side === 'note') return el(`p.note.${message.kind}`, {}, message.kind === 'fault' ? icon('warn') : null, message.text)
  const own = message.side === 'me'
  const name = own ? person().name : now.state.account.name
  return el(`div.msg${own ? '.own' : ''}`, { 'data-n': message.n, 'data-kind': message.kind }, avatar(name, own), body(message), message.state === 'unsent' ? unsent(message) : null)
}

function unsent(message) {
  const again = () => (message.kind === 'text' ? act('say', { text: message.text }) : toast('连上网以后，请再发一次'))
  return el('button.unsent', { 'aria-label': '没发出去，再发一次', onclick: again }, icon('warn'))
}

function body(message) {
  switch (message.kind) {
    case 'image':
    case 'thumb':
      return picture(message)
    case 'template':
    case 'subscribe':
      return card(message)
    case 'miniprogrampage':
      return el('button.card', { onclick: () => mini.open(message.page) }, el('p.by', {}, '小程序'), el('h3', {}, message.title), el('img', { src: `/control/media/${message.picture}?thumb=1`, alt: '' }))
    case 'news':
      return news(message)
    case 'voice':
      return el('div.bub', {}, icon('mic'), ` ${message.text || '语音'}`)
    case 'video':
      return el('div.bub', {}, icon('video'), ` ${message.text || '视频'}`)
    case 'location':
      return el('div.bub', {}, icon('place'), ` ${message.text}`)
    case 'file':
      return el('div.bub', {}, icon('file'), ` ${message.text}`)
    default:
      return el('div.bub', {}, ...(message.parts?.length ? message.parts.map(run) : [message.text ?? '']))
  }
}

function run(part) {
  const link = part.link
  if (!link) return document.createTextNode(part.text)
  const go = { tap: () => act('tap', { text: link.send, id: link.id }), mini: () => mini.open(link.path), url: () => openCode({ kind: 'url', content: link.href }) }[link.kind]
  return el('button.lk', { onclick: go, 'data-link': link.kind }, part.text)
}

function picture(message) {
  const image = el('img', { src: `/control/media/${message.picture}?thumb=1`, alt: message.text || '照片' })
  const box = el('button.bub.pict', { 'aria-label': `看大图：${message.text || '照片'}`, onclick: () => lookAt(`/control/media/${message.picture}`) }, image)
  image.addEventListener('load', toEnd)
  image.addEventListener('error', () => box.replaceChildren(el('span.bub', {}, icon('warn'), ` ${message.text || '打不开的图'}`)))
  return box
}

function news(message) {
  const [title, text, , url] = message.rows?.[0] ?? [message.title, message.text, '', message.url]
  return el('button.card', { onclick: () => openCode({ kind: 'url', content: url }) }, el('h3', {}, title), el('p.by', {}, text || ''))
}

function card(message) {
  const rows = (message.rows ?? []).flatMap(([label, value]) => [el('dt', {}, label), el('dd', {}, value)])
  const go = message.page || message.url
  return el(
    'div.card',
    { 'data-n': message.n, 'data-kind': message.kind },
    el('p.by', {}, message.channel === 'notices' ? `${when(message.at)}　小程序通知` : '模板消息'),
    el('h3', {}, message.title),
    el('dl', {}, ...rows),
    go ? el('button.go', { onclick: () => (message.page ? mini.open(message.page) : openCode({ kind: 'url', content: message.url })) }, '点开看', icon('next')) : null,
  )
}

export function drawNotices() {
  const notices = now.messages.filter((message) => message.kind === 'template' || message.kind === 'subscribe')
  $('noticelist').replaceChildren(...(notices.length ? notices.toReversed().map(card) : [el('p.empty', {}, '还没有通知。审核有变化时，会在这里出现。')]))
}

/** Draw what is above and below the messages: the name, the network, the menu or the keyboard. */
export function drawBar() {
  const one = person()
  const { state } = now
  $('title').replaceChildren(state.account.name, el('small', {}, `${one.name} 的手机`))
  $('me').replaceChildren(avatar(one.name, true))
  const offline = one.offline || state.switches.offline
  $('offline').hidden = !offline
  $('notice-dot').hidden = !now.messages.some((message) => message.n > (one.last - one.unread) && message.channel === 'notices' && one.unread)
  $('follow').hidden = one.following
  const menu = state.menu?.button ?? []
  const showMenu = one.following && menu.length > 0 && !writing
  $('menubar').hidden = !showMenu
  $('write').hidden = !one.following || showMenu
  $('to-menu').hidden = menu.length === 0
  if ($('write').hidden) panel(false)
  if (showMenu) drawMenu(menu)
  if (!now.messages.some((message) => message.channel !== 'notices') && !$('messages').children.length) $('messages').append(el('p.empty', {}, one.following ? '' : '关注以后，助手会先说话。'))
  if (!$('noticelist').children.length) drawNotices()
}

let drawnMenu = ''

function drawMenu(menu) {
  const written = JSON.stringify(menu)
  if (drawnMenu === written) return
  drawnMenu = written
  $('menubar').replaceChildren(
    el('button.sq', { 'aria-label': '键盘', onclick: () => write(true) }, icon('keys')),
    ...menu.map((button) => el('button.sub', button.sub_button?.length ? { 'aria-haspopup': 'menu', onclick: (event) => popup(event.currentTarget, button.sub_button) } : { onclick: () => press(button) }, button.name)),
  )
}

function closePopup() {
  document.querySelector('.popup')?.remove()
}

function popup(anchor, entries) {
  const open = document.querySelector('.popup')?.dataset.of === anchor.textContent
  closePopup()
  if (open) return
  const box = el('div.popup', { role: 'menu', 'data-of': anchor.textContent }, ...entries.map((button) => el('button', { role: 'menuitem', onclick: () => (closePopup(), press(button)) }, button.name)))
  $('menubar').append(box)
  const left = anchor.offsetLeft + anchor.offsetWidth / 2 - box.offsetWidth / 2
  box.style.left = `${Math.max(6, Math.min(left, $('menubar').offsetWidth - box.offsetWidth - 6))}px`
}

async function press(button) {
  closePopup()
  const body = { key: button.key ?? button.pagepath ?? button.url ?? button.name }
  if (button.type?.startsWith('pic_')) body.pictures = ((await choosePicture({ count: 9, title: button.name, only: 'roll' })) ?? []).map((one) => one.name)
  const opened = (await act('menu', body))?.open
  if (opened?.kind === 'mini') mini.open(opened.path)
  if (opened?.kind === 'url') openCode({ kind: 'url', content: opened.url })
}
