/** A piece of a text: words that stand, or a place left open with what was written there. */
export interface Piece {
  gap: boolean
  text: string
  /** Characters for which the open place has room as it is drawn. */
  room: number
}

const OPEN = /[_＿]{2,}/
const LINE = '____'
const MOST = 18

/** Whether a text has places to be filled. */
export const hasGaps = (text: string): boolean => OPEN.test(text)

/**
 * A text with open places in pieces.
 * @param template with lines where something is to be written
 * @param text as it stands now: each line of the template with what was written in its place; where it is another text, nothing
 */
export function gapsOf(template: string, text: string): Piece[] {
  const words = template.split(new RegExp(OPEN, 'g'))
  const lines = template.match(new RegExp(OPEN, 'g')) ?? []
  const found = text ? new RegExp(`^${words.map(quoted).join('([\\s\\S]*?)')}$`).exec(text) : null
  return words.flatMap((word, n): Piece[] => {
    const plain = { gap: false, text: word, room: 0 }
    if (n === lines.length) return [plain]
    const written = (found?.[n + 1] ?? '').trim()
    return [plain, { gap: true, text: OPEN.test(written) ? '' : written, room: Math.min(MOST, Math.max(4, Math.ceil(lines[n].length / 1.5), written.length + 1)) }]
  }).filter((piece) => piece.gap || piece.text)
}

/** Whether a text is its template with its places filled, all or some. */
export const follows = (template: string, text: string): boolean => !text || new RegExp(`^${template.split(new RegExp(OPEN, 'g')).map(quoted).join('[\\s\\S]*?')}$`).test(text)

/** The pieces as one text; a place that is still open stays a line. */
export const joined = (pieces: Piece[]): string => pieces.map((piece) => (piece.gap ? piece.text.trim() || LINE : piece.text)).join('')

/** How many places are still open. */
export const open = (text: string): number => (text.match(new RegExp(OPEN, 'g')) ?? []).length

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
