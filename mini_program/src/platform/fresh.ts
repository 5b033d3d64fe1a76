const MARK = 'loaded_anew'
const PAUSE = 10_000

/** On H5 a page whose file a newer release has replaced is loaded anew; not without a net, not twice within ten seconds. */
export function loadAnewWhenReplaced(): void {
  window.addEventListener('vite:preloadError', (event) => {
    if (!navigator.onLine) return event.preventDefault()
    if (Date.now() - Number(sessionStorage.getItem(MARK) ?? 0) < PAUSE) return
    sessionStorage.setItem(MARK, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}

/** On H5 an address that comes from outside begins anew, as a link from a chat does in WeChat; going back does not. */
export function beginAnewFromOutside(): void {
  window.addEventListener('popstate', (event) => {
    if (event.state === null) location.reload()
  })
}
