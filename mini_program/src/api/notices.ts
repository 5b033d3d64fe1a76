import { get, write } from './client'

/** What is done with one's data, and whether one has agreed to it. */
export interface Notice {
  id: string
  label: string
  text: string
  /** What comes of taking it back. */
  withdrawal: string
  digest: string
  state: 'open' | 'given' | 'changed' | 'withdrawn'
  state_text: string
}

const notice = (raw: Partial<Notice>): Notice => ({ ...(raw as Notice), state: raw.state ?? 'open', state_text: raw.state_text ?? '还没有同意' })
export const told = (raw: unknown): Notice[] => ((raw ?? []) as Partial<Notice>[]).map(notice)

export const all = () => get<object[]>('me/notices').then(told)
export const agree = (of: Notice) => write<object>('POST', `me/notices/${encodeURIComponent(of.id)}/consent`, { digest: of.digest }).then(notice)
export const withdraw = (of: Notice) => write<object>('POST', `me/notices/${encodeURIComponent(of.id)}/withdraw`, {}).then(notice)
