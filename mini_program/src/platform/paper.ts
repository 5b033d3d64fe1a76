/** A form's page inside one of ours: in a frame of its own in a browser, as rich text in WeChat, which has no frames. */

const SETTLED = 60

/**
 * Show a form's page as it lies on its paper, as wide as there is room.
 * @param host the box that holds it
 * @param width pixels across the paper
 * @param zoom how much larger than the box
 */
export function drawPaper(host: HTMLElement, html: string, width: number, zoom: number): void {
  // #ifdef H5
  const known = host.querySelector('iframe')
  const frame = known ?? document.createElement('iframe')
  const fit = () => {
    const scale = (host.clientWidth / width) * zoom
    const height = frame.contentDocument?.documentElement.scrollHeight ?? 0
    Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, border: '0', transform: `scale(${scale})`, transformOrigin: '0 0' })
    const hold = frame.parentElement as HTMLElement
    Object.assign(hold.style, { width: `${width * scale}px`, height: `${height * scale}px`, overflow: 'hidden' })
  }
  if (!known) {
    // What is shown is text that somebody typed: nothing in it runs, and it asks for nothing.
    frame.setAttribute('sandbox', 'allow-same-origin')
    frame.title = '表的样子'
    host.appendChild(document.createElement('div')).appendChild(frame)
  }
  Object.assign(frame.style, { width: `${width}px` })
  if (frame.srcdoc === html) return fit()
  frame.onload = () => {
    fit()
    setTimeout(fit, SETTLED)
  }
  frame.srcdoc = html
  // #endif
}

const BORDER = 'border:1px solid #333;padding:3px 5px;'
const LOOKS: [RegExp, string][] = [
  [/<table/g, '<table style="width:100%;border-collapse:collapse;table-layout:fixed;"'],
  [/<(td|th)\b/g, `<$1 style="${BORDER}"`],
  [/<caption/g, '<caption style="font-weight:700;padding:6px;"'],
  [/<div class="beside"/g, '<div style="display:flex;align-items:flex-start;"'],
  [/<div class="part\d+"/g, '<div style="flex:1;min-width:0;"'],
]

/** The same page as the nodes of a rich text. */
export function richPaper(html: string, width: number): string {
  const body = (html.split('<body>')[1] ?? '').split('</body>')[0].replace(/<svg[\s\S]*?<\/svg>/g, '')
  return `<div style="width:${width}px;background:#fff;color:#111;font-size:13px;">${LOOKS.reduce((text, [what, instead]) => text.replace(what, instead), body)}</div>`
}
