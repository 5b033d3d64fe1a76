// #ifdef H5
const PAGES = import.meta.glob('../pages/*/*.vue')
const PAUSE = 1500

/** On H5 the other pages are fetched once the first one stands: without a net one can still go from page to page. */
export function fetchPagesAhead(): void {
  const fetchAll = async () => {
    for (const page of Object.values(PAGES)) await page().catch(() => undefined)
  }
  window.addEventListener('load', () => setTimeout(() => void fetchAll(), PAUSE))
  window.addEventListener('online', () => void fetchAll())
}
// #endif
