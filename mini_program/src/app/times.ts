/** Times as the server wrote them, for people. The server's clock is Asia/Shanghai and stands in the text itself. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/

/** `10:41` of an ISO time; anything else as it is. */
export function clock(text: string | null | undefined): string {
  const m = ISO.exec(text ?? '')
  return m?.[4] ? `${m[4]}:${m[5]}` : (text ?? '').replace(/^(\d{2}:\d{2}):\d{2}.*$/, '$1')
}

/** `11月30日 17:00`, with the year when it is another than this one; anything that is no ISO time as it is. */
export function moment(text: string | null | undefined, thisYear = new Date().getFullYear()): string {
  const m = ISO.exec(text ?? '')
  if (!m) return text ?? ''
  const year = Number(m[1]) === thisYear ? '' : `${m[1]}年`
  return `${year}${Number(m[2])}月${Number(m[3])}日${m[4] ? ` ${m[4]}:${m[5]}` : ''}`
}

/** Milliseconds from now until an ISO time with its offset; never less than 0. */
export function until(text: string, now = Date.now()): number {
  const at = Date.parse(text)
  return Number.isNaN(at) ? 0 : Math.max(0, at - now)
}

const DAY = 86_400_000
/** The day at the server's place, `2026-11-21`, so many days from now. */
export function day(from = 0, now = Date.now()): string {
  return new Date(now + 8 * 3_600_000 + from * DAY).toISOString().slice(0, 10)
}

/** A month as weeks from Monday on: its days as `2026-11-21`, nothing before the first and after the last. */
export function weeks(month: string): string[][] {
  const first = new Date(`${month}-01T00:00:00Z`)
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  const before = (first.getUTCDay() + 6) % 7
  const cells = [...Array<string>(before).fill(''), ...Array.from({ length: days }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`)]
  while (cells.length % 7) cells.push('')
  return Array.from({ length: cells.length / 7 }, (_, n) => cells.slice(7 * n, 7 * n + 7))
}

/** The month so many months after another, `2026-12`. */
export function later(month: string, by: number): string {
  const [year, at] = month.split('-').map(Number)
  return new Date(Date.UTC(year, at - 1 + by, 1)).toISOString().slice(0, 7)
}
