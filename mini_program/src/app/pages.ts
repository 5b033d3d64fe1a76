/** Going from page to page by the addresses that the server gives. */

const ROOTS = ['home', 'progress', 'forms', 'mine', 'queue', 'people', 'publicity', 'forward'].map((p) => `pages/${p}/${p}`)
const DEPTH = 10
const UNDER_BAR = 110
const DRAWN = 60
const GAP = 12

export type Query = Record<string, string | undefined>

/** Open a page path with its query; a page with a tab bar starts the stack anew. */
export function open(page: string | undefined | null, replace = false): void {
  if (!page) return
  const url = page.startsWith('/') ? page : `/${page}`
  const root = ROOTS.includes(url.slice(1).split('?')[0])
  if (root) uni.reLaunch({ url })
  else if (replace || getCurrentPages().length >= DEPTH) uni.redirectTo({ url })
  else uni.navigateTo({ url })
}

/** Open a page before which there is none: nobody goes back from it to what another person had open. */
export function openAlone(page: string): void {
  uni.reLaunch({ url: `/${page}` })
}

/** Whether the page from which this one was opened is one of these. */
export function cameFrom(...pages: string[]): boolean {
  const before = getCurrentPages().at(-2)?.route ?? ''
  return pages.some((page) => before.endsWith(`/${page}`))
}

/** Back to where the person came from, or to a page that is always right. */
export function back(otherwise = 'pages/home/home'): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else open(otherwise)
}

/** A page path with its query. */
export function path(name: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== '')
  return `pages/${name}/${name}` + (pairs.length ? '?' + pairs.map(([k, v]) => `${k}=${encodeURIComponent(v as string).replace(/%2F/g, '/')}`).join('&') : '')
}

/** The page on which an answer stands, opened at it. */
export function placeOf(base: string, address: string): string {
  const [section, row, field] = address.split('.')
  return field ? path('row-edit', { base, section, row, field: address }) : path('section', { base, section, field: address })
}

/** The query of a page as it was written: WeChat hands it over still encoded, the browser does not. */
export function decoded(query: Record<string, unknown> | undefined): Query {
  const plain: Query = {}
  for (const [key, value] of Object.entries(query ?? {})) {
    const text = String(value)
    try {
      plain[key] = decodeURIComponent(text)
    } catch {
      plain[key] = text
    }
  }
  return plain
}

/** What a scanned mini-program code carries: `scene` holds a query or one bare ticket. */
export function scene(query: Query): Query {
  if (!query.scene) return query
  const inside: Query = {}
  for (const pair of query.scene.split('&')) {
    const [key, ...rest] = pair.split('=')
    if (rest.length) inside[key] = rest.join('=')
    else inside.ticket = key
  }
  return { ...inside, ...query }
}

/** Bring a place that has just come wholly between the bars, and move nothing where it is already. */
export function bringUp(selector: string): void {
  setTimeout(() => {
    const query = uni.createSelectorQuery()
    query.select(selector).boundingClientRect()
    query.selectViewport().scrollOffset(() => undefined)
    query.exec(([box, view]: [UniApp.NodeInfo | null, UniApp.NodeInfo]) => {
      if (!box) return
      const under = (box.bottom ?? 0) - (uni.getWindowInfo().windowHeight - UNDER_BAR)
      const over = UNDER_BAR - (box.top ?? 0)
      const by = under > 0 ? under : over > 0 ? -over : 0
      if (by) uni.pageScrollTo({ scrollTop: Math.max(0, (view.scrollTop ?? 0) + by), duration: 0 })
    })
  }, DRAWN)
}

/** Bring a place of the page into view. */
export function reveal(selector: string): void {
  // #ifdef H5
  // Pages below this one in the stack stay in the document; the bar grows with every line that it has to say.
  const place = Array.from(document.querySelectorAll(selector)).find((one) => one.getClientRects().length)
  const bar = place?.closest('.screen')?.querySelector('.bar')
  if (place) window.scrollBy(0, place.getBoundingClientRect().top - (bar?.getBoundingClientRect().height ?? 0) - GAP)
  // #endif
  // #ifndef H5
  uni.pageScrollTo({ selector, offsetTop: -UNDER_BAR, duration: 0, fail: () => undefined } as UniApp.PageScrollToOptions)
  // #endif
}
