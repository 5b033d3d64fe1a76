// What a page is held against: nothing wider than the screen, nothing cut off, nothing too small for a finger.
// Called with the least side of a target in CSS pixels; returns what is wrong, one sentence each.
(least) => {
  const faults = []
  const wide = document.documentElement.clientWidth
  const targets = '[role=button], [role=link], [role=radio], [role=checkbox], [role=tab], [role=menuitem], input, textarea'
  const part = (e) => e.closest('uni-page-body')
  const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden'
  const free = (overflow) => overflow === 'visible' || overflow === 'auto' || overflow === 'scroll'
  const name = (e) => `${e.className || e.tagName} “${(e.getAttribute('aria-label') || e.textContent || '').trim().slice(0, 20)}”`
  const scrolled = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(p).overflowX)) return true
    }
    return false
  }

  if (document.documentElement.scrollWidth > wide) {
    faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${wide}`)
  }
  for (const e of document.querySelectorAll('uni-page-body *')) {
    if (!seen(e)) continue
    const box = e.getBoundingClientRect()
    const style = getComputedStyle(e)
    const outside = box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5)
    if (outside && !scrolled(e)) faults.push(`outside: ${name(e)} ${box.left.toFixed()} to ${box.right.toFixed()}`)
    const words = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())
    const across = !free(style.overflowX) && e.scrollWidth > e.clientWidth + 1
    const down = !free(style.overflowY) && e.scrollHeight > e.clientHeight + 1
    if (words && (across || down)) faults.push(`cut off: ${name(e)}`)
  }
  for (const e of document.querySelectorAll('uni-page-body input')) {
    if (seen(e) && e !== document.activeElement && e.scrollWidth > e.clientWidth + 1) faults.push(`cut off: “${e.value}”`)
  }
  for (const e of document.querySelectorAll(targets)) {
    const target = /INPUT|TEXTAREA/.test(e.tagName) ? e.closest('.in, .wc') || e : e
    if (!part(e) || !seen(target)) continue
    const { width, height } = target.getBoundingClientRect()
    if (width < least - 0.5 || height < least - 0.5) faults.push(`small: ${name(target)} ${width.toFixed()} by ${height.toFixed()}`)
  }
  return faults
}
