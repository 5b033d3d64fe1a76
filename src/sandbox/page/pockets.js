/** What is in the pocket: the camera roll and the scanner. */

import { $, clock, el, icon, sheet, toast } from './draw.js'
import { mini } from './mini.js'
import { base64, sendBytes } from './net.js'
import { act, now } from './phone.js'

const SCHEME = 'zhiping-mini://'

/** A picture of the roll as a button. */
export function rollButton(one, press) {
  const picture = /\.jpg$/.test(one.name)
  const frame = el('span.ph0', {}, icon(picture && one.rubbish ? 'warn' : 'file'))
  if (picture && !one.rubbish) {
    const image = el('img', { src: `/control/roll/${one.name}?thumb=1`, alt: '' })
    image.addEventListener('load', () => frame.replaceChildren(image))
  }
  return el('button.pic', { onclick: press, 'data-picture': one.name, 'aria-label': `${one.label}` }, frame, one.label)
}

/**
 * Choose pictures from the roll or from this machine.
 * @returns `{name, blob?}` each; undefined when the person went back
 */
export function choosePicture({ count, title, only }) {
  return sheet(count > 1 ? `${title}，最多 ${count} 张` : title, (box, done) => {
    const chosen = new Map()
    const go = el('button.btn', { onclick: () => done([...chosen.values()]) }, '先点几张')
    const paint = () => {
      go.textContent = chosen.size ? `用这 ${chosen.size} 张` : '先点几张'
      for (const pic of box.querySelectorAll('[data-picture]')) pic.setAttribute('aria-pressed', String(chosen.has(pic.dataset.picture)))
    }
    const press = (one) => {
      if (count === 1) return done([{ name: one.name }])
      if (chosen.has(one.name)) chosen.delete(one.name)
      else if (chosen.size < count) chosen.set(one.name, { name: one.name })
      paint()
    }
    const own = el('input', { type: 'file', hidden: true, multiple: count > 1, accept: 'image/*,.pdf,.doc,.docx' })
    own.addEventListener('change', () => done([...own.files].slice(0, count).map((file) => ({ name: file.name, blob: file }))))
    const grid = el('div.roll', {}, ...now.state.roll.map((one) => rollButton(one, () => press(one))))
    box.append(grid, own)
    if (only !== 'roll') box.append(el('button.tlink', { onclick: () => own.click() }, icon('plus'), '从这台机器选'))
    if (count > 1) box.append(go)
    paint()
  })
}

export function lookAt(address) {
  return sheet('照片', (box) => {
    const image = el('img.viewer', { src: address, alt: '照片' })
    image.addEventListener('error', () => image.replaceWith(el('p.bad', {}, '这不是能打开的图片')))
    box.append(image)
  })
}

/** What a scanned mini-program code opens; the scene arrives percent-encoded. Nothing for any other content. */
export function pathOf(content) {
  const known = now.state.codes.some((one) => one.kind === 'mini' && one.content === content)
  if (!content.startsWith(SCHEME) || !known) return ''
  const query = new URLSearchParams(content.slice(content.indexOf('?')))
  return `${query.get('page')}?scene=${encodeURIComponent(query.get('scene'))}`
}

/** Ask for a code: one of the newest, pasted, or read from a picture. */
export function pickCode() {
  return sheet('扫一扫', (box, done) => {
    const text = el('textarea.in', { 'aria-label': '码的内容', autocomplete: 'off' })
    const file = el('input', { type: 'file', accept: 'image/*', hidden: true })
    file.addEventListener('change', async () => {
      const content = await readPicture(file.files[0])
      if (content) done(content)
    })
    const rows = now.state.codes.map((one) =>
      el('button.line', { onclick: () => done(one.content), 'data-code': one.kind }, icon('scan'), el('span.grow', {}, el('b', {}, one.label), el('span.xs.c2.num', {}, `　${clock(one.at)}${one.expired ? '，已过期' : ''}`))),
    )
    box.append(
      el('h3.b', {}, '最近的码'),
      el('div.list', {}, ...(rows.length ? rows : [el('p.c2', {}, '还没有人出示过码')])),
      el('label.field', {}, el('span', {}, '或者粘贴码的内容'), text),
      el('div.btns', {}, el('button.btn.two', { onclick: () => file.click() }, '选一张图'), el('button.btn', { onclick: () => text.value.trim() && done(text.value.trim()) }, '扫这个内容')),
      file,
    )
  })
}

async function readPicture(file) {
  try {
    return (await sendBytes('codes/read', file)).content
  } catch (trouble) {
    toast(trouble.message)
    return ''
  }
}

export async function openScanner() {
  const content = await pickCode()
  if (content) await scanned(content)
}

export async function scanned(content) {
  const found = await act('scan', { content })
  if (found) openCode(found)
}

/** Open what a code, a menu or a link leads to. */
export function openCode(found) {
  if (found.kind === 'mini') mini.open(found.path)
  else if (found.kind === 'expired') toast('这个码过期了，请换一个新的再扫')
  else if (found.kind === 'url' && found.content.startsWith(`${now.state.product_url}/`)) mini.web(found.content)
  else if (found.kind === 'url' || found.kind === 'text') sheet(found.kind === 'url' ? '网址' : '扫到的文字', (box) => box.append(el('p', {}, found.content)))
}

/** Let pictures be dropped on the scanner, and roll pictures be sent by a tap. */
export function startPockets() {
  $('open-scan').addEventListener('click', openScanner)
  const box = $('scanbox')
  box.addEventListener('dragover', (event) => {
    event.preventDefault()
    box.classList.add('over')
  })
  box.addEventListener('dragleave', () => box.classList.remove('over'))
  box.addEventListener('drop', async (event) => {
    event.preventDefault()
    box.classList.remove('over')
    const content = event.dataTransfer.files[0] ? await readPicture(event.dataTransfer.files[0]) : event.dataTransfer.getData('text')
    if (content) await scanned(content.trim())
  })
}

let drawnRoll = false
let drawnCodes = ''

export function drawPockets() {
  if (!drawnRoll) {
    drawnRoll = true
    const own = el('input', { type: 'file', hidden: true, accept: 'image/*' })
    own.addEventListener('change', async () => {
      for (const file of own.files) await act('photo', { name: file.name, base64: await base64(file) })
      own.value = ''
    })
    const add = el('button.pic.add', { onclick: () => own.click(), 'aria-label': '从这台机器选一张' }, el('span.ph0', {}, icon('plus')), '别的')
    const shown = now.state.roll.filter((one) => /\.jpg$/.test(one.name))
    $('roll').replaceChildren(...shown.map((one) => rollButton(one, () => act('photo', { name: one.name }))), add, own)
  }
  const written = JSON.stringify(now.state.codes.slice(0, 4))
  if (written === drawnCodes) return
  drawnCodes = written
  $('codes').replaceChildren(...now.state.codes.slice(0, 4).map((one) => el('button.chip', { onclick: () => scanned(one.content), title: one.content }, one.label, one.expired ? '，已过期' : '')))
}
