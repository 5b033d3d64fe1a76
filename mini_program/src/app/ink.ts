/** Strokes of a signature as points on a pad: what is sent is these, the server judges and draws them. */
export type Stroke = [number, number][]

export interface Ink {
  width: number
  height: number
  strokes: Stroke[]
}

/** A pad turned a quarter: written with the phone turned to the left, told as if it had lain so before the writer. */
export function upright(ink: Ink): Ink {
  return { width: ink.height, height: ink.width, strokes: ink.strokes.map((s) => s.map(([x, y]): [number, number] => [y, round(ink.width - x)])) }
}

/** The same strokes on a pad of another size: as large as they fit there, in the middle, with nothing stretched. */
export function fitted(ink: Ink, width: number, height: number): Stroke[] {
  const scale = Math.min(width / ink.width, height / ink.height)
  const [left, top] = [(width - ink.width * scale) / 2, (height - ink.height * scale) / 2]
  return ink.strokes.map((s) => s.map(([x, y]): [number, number] => [round(left + x * scale), round(top + y * scale)]))
}

/** The pen's colour by day and by night, as `--ink`: a canvas reads no tokens. */
export const INK = { day: '#14201E', night: '#E9EFED' }

/** A tenth of a pixel is enough for a pen. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Keep a point only when the pen has moved: fingers rest, and rest needs no points. */
export function extend(stroke: Stroke, x: number, y: number): boolean {
  const last = stroke[stroke.length - 1]
  if (last && Math.hypot(last[0] - x, last[1] - y) < 1) return false
  stroke.push([round(x), round(y)])
  return true
}

type Pen = Pick<CanvasRenderingContext2D, 'clearRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'stroke' | 'setTransform'> & {
  lineWidth: number
  lineCap: string
  lineJoin: string
  strokeStyle: unknown
}

/** Draw all strokes anew, round and smooth, at the pixel ratio of the screen. */
export function draw(pen: Pen, ink: Ink, ratio: number, colour: string): void {
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, ink.width, ink.height)
  pen.lineWidth = 4.2
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.strokeStyle = colour
  for (const stroke of ink.strokes) {
    if (!stroke.length) continue
    pen.beginPath()
    pen.moveTo(stroke[0][0], stroke[0][1])
    if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1])
    for (let n = 1; n < stroke.length; n++) {
      const [x, y] = stroke[n]
      const [px, py] = stroke[n - 1]
      pen.quadraticCurveTo(px, py, (px + x) / 2, (py + y) / 2)
    }
    const last = stroke[stroke.length - 1]
    pen.lineTo(last[0], last[1])
    pen.stroke()
  }
}
