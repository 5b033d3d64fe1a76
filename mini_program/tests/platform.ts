import { answer, world, type World } from './fake_server.mjs'

/** What the platform gives to scripts, with the fake server behind the network. */
export interface Phone {
  world: World
  kept: Map<string, unknown>
  asked: { method: string; path: string; header: Record<string, string>; body: unknown; status: number }[]
  /** `none`: no answer comes. `lost`: the server does it, the answer is lost. */
  net: 'up' | 'none' | 'lost'
  /** Its storage takes nothing more. */
  full: boolean
}

/** A phone whose person is logged in. */
export function phoneOf(): Phone {
  const phone: Phone = { world: world(), kept: new Map(), asked: [], net: 'up', full: false }
  const stored: Record<string, { status: number; body: unknown }> = {}
  const uni = {
    request(o: { url: string; method: string; data?: string; header: Record<string, string>; success: (r: unknown) => void; fail: (e: Error) => void }) {
      const url = new URL(o.url, 'http://localhost')
      const header = Object.fromEntries(Object.entries(o.header).map(([k, v]) => [k.toLowerCase(), v]))
      const path = url.pathname.replace('/api/v1/', '')
      if (phone.net === 'none') return void setTimeout(() => o.fail(new Error('request:fail')))
      const key = header['idempotency-key']
      const who = (header.authorization ?? '').replace('Bearer ', '')
      const body = o.data ? JSON.parse(o.data) : {}
      const said = (key && stored[key]) || answer(phone.world, o.method, path, url.searchParams, body, header, who)
      if (key) stored[key] = said
      phone.asked.push({ method: o.method, path, header, body, status: said.status })
      if (phone.net === 'lost') return void setTimeout(() => o.fail(new Error('request:fail timeout')))
      setTimeout(() => o.success({ statusCode: said.status, data: structuredClone(said.body) }))
    },
    getStorageSync: (k: string) => structuredClone(phone.kept.get(k)) ?? '',
    setStorageSync: (k: string, v: unknown) => {
      if (phone.full) throw new Error('setStorageSync:fail exceed storage max size 10Mb')
      phone.kept.set(k, JSON.parse(JSON.stringify(v)))
    },
    removeStorageSync: (k: string) => phone.kept.delete(k),
    getStorageInfoSync: () => ({ keys: [...phone.kept.keys()] }),
    onNetworkStatusChange: () => undefined,
  }
  Object.assign(globalThis, { uni })
  return phone
}
