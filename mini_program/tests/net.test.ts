// @vitest-environment jsdom
import { expect, it, vi } from 'vitest'
import { phoneOf, type Phone } from './platform'

/** A phone on which one answer waits for the net. */
async function waiting(): Promise<Phone & { outbox: { left: number; still: boolean }; net: 'up' | 'none'; away: () => boolean }> {
  const phone = phoneOf()
  vi.resetModules()
  const { hold } = await import('@/api/client')
  const { line, outbox } = await import('@/app/outbox')
  const { net } = await import('@/api/net')
  const { keepSending } = await import('@/app/sending')
  hold({ token: 'zhou', person: 'zhou' })
  keepSending()
  phone.net = 'none'
  void line.push({ key: 'k1', method: 'PUT', path: 'applications/a1/answers/basic.support', body: { text: '2' }, label: '2' })
  await vi.waitFor(() => expect(outbox.still && net.away).toBe(true))
  return Object.assign(phone, { outbox, away: () => net.away }) as never
}

it('net_back__any_answer_says_so__what_waits_goes_at_once', async () => {
  const phone = await waiting()
  const { get } = await import('@/api/client')
  await expect(get('me')).rejects.toThrow('没有网')
  phone.net = 'up'
  await get('me')
  expect(phone.away()).toBe(false)
  await vi.waitFor(() => expect(phone.outbox).toMatchObject({ left: 0, still: false }), { timeout: 500 })
})

it('net_back__as_the_browser_says__is_asked_after_once_and_then_believed', async () => {
  const phone = await waiting()
  window.dispatchEvent(new Event('online'))
  await new Promise((done) => setTimeout(done, 20))
  expect(phone.away()).toBe(true)
  phone.net = 'up'
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => expect(phone.outbox).toMatchObject({ left: 0, still: false }), { timeout: 500 })
  expect(phone.asked.map((call) => call.path)).toEqual(['surface', 'applications/a1/answers/basic.support'])
})
