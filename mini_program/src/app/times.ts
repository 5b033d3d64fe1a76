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
