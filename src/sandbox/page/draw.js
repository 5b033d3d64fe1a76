/** Small pieces of page: elements, icons, times, the sheet and the toast. */

export const $ = (id) => document.getElementById(id)

/**
 * Make an element.
 * @param tag with classes, `button.chip`
 * @param attributes `onclick` and the like are listeners, `true` sets an empty attribute, false and null none
 * @param inside texts and elements
 */
export function el(tag, attributes = {}, ...inside) {
  const [name, ...classes] = tag.split('.')
  const node = document.createElement(name)
  if (classes.length) node.className = classes.join(' ')
  if (name === 'button') node.type = 'button'
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value)
    else if (value !== false && value != null) node.setAttribute(key, value === true ? '' : value)
  }
  node.append(...inside.filter((part) => part != null))
  return node
}

export const icon = (name) => el(`span.i.i-${name}`, { 'aria-hidden': 'true' })

export const avatar = (text, mine) => el(`span.ava${mine ? '.man' : ''}`, { 'aria-hidden': 'true' }, [...text][0] ?? '？')

const two = (n) => String(n).padStart(2, '0')

/** A moment of the stand-in's clock, in Shanghai. */
function parts(at) {
  const date = new Date(at * 1000 + 8 * 3600_000)
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), clock: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`, second: two(date.getUTCSeconds()) }
}

export const when = (at) => (({ month, day, clock }) => `${month}月${day}日 ${clock}`)(parts(at))

export const clock = (at) => (({ clock, second }) => `${clock}:${second}`)(parts(at))

export const span = (seconds) => (seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(Math.floor(seconds % 60))}` : `${Math.floor(seconds / 60)}:${two(Math.floor(seconds % 60))}`)

let hiding

/** Say something for ten seconds; a message that matters also stands elsewhere. */
export function toast(text) {
  const box = $('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(hiding)
  hiding = setTimeout(() => (box.hidden = true), 10_000)
}

/**
 * Ask something in a sheet over the page.
 * @param title its heading
 * @param fill gets the box and `done(value)`, puts the rest in
 * @returns what `done` was given, undefined when the person closed it
 */
export function sheet(title, fill) {
  const dialog = $('sheet')
  if (dialog.open) dialog.close()
  return new Promise((resolve) => {
    let value
    const done = (given) => {
      value = given
      dialog.close()
    }
    const close = el('button.sq.close', { 'aria-label': '关上', onclick: () => done() }, icon('x'))
    const box = el('div.sheet', {}, el('h2', { id: 'sheet-title' }, title))
    dialog.replaceChildren(box, close)
    dialog.setAttribute('aria-labelledby', 'sheet-title')
    fill(box, done)
    dialog.onclose = () => {
      dialog.replaceChildren()
      resolve(value)
    }
    dialog.onclick = (event) => {
      if (event.target === dialog) done() // returns nothing: `false` would keep every form and box in it from working
    }
    dialog.showModal()
  })
}

/** Buttons side by side at the foot of a sheet; the last one is the main one. */
export function buttons(...pairs) {
  return el('div.btns', {}, ...pairs.map(([label, act], n) => el(`button.btn${n === pairs.length - 1 ? '' : '.two'}`, { onclick: act }, label)))
}
