export interface World {
  answers: Record<string, unknown>
  seqs: Record<string, number>
  [name: string]: any
}
export interface Said {
  status: number
  body: any
}
export function world(): World
export function answer(w: World, method: string, path: string, query: URLSearchParams, body: unknown, header: Record<string, string>, who: string): Said
export function serve(port: number): Promise<unknown>
