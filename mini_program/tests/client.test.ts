import { beforeEach, describe, expect, it, vi } from 'vitest'
import { call, get, hold, onExpired, write } from '@/api/client'
import { wholeQueue } from '@/api/calls'
import { ApiProblem } from '@/api/problem'
import { phoneOf, type Phone } from './platform'

let phone: Phone
beforeEach(() => {
  phone = phoneOf()
  hold({ token: 'zhou', person: 'zhou' })
  onExpired(async () => false)
})

describe('a call', () => {
  it('write_whose_answer_is_lost__is_asked_again_with_the_same_key__has_one_effect', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'], shouldAdvanceTime: true, advanceTimeDelta: 500 })
    phone.net = 'lost'
    const made = write<{ row: string }>('POST', 'applications/a1/sections/work/rows', { row: 'r9', values: {} }, 0)
    await vi.waitFor(() => expect(phone.asked.length).toBe(1))
    phone.net = 'up'
    expect((await made).row).toBe('r9')
    vi.useRealTimers()
    expect(phone.asked.length).toBe(2)
    expect(phone.asked[0].header['idempotency-key']).toBe(phone.asked[1].header['idempotency-key'])
    expect(phone.world.rows.work).toEqual(['r1', 'r2', 'r3', 'r9'])
  })

  it('refusal__carries_code_sentence_and_places', async () => {
    const refused = await write('PUT', 'applications/a1/answers/basic.ethics', { text: '120' }, 0).catch((e) => e)
    expect(refused).toBeInstanceOf(ApiProblem)
    expect(refused).toMatchObject({ fault: 'refused', status: 422, code: 'range', problems: [{ text: '还没保存。超过了 100，填 0 到 100' }] })
  })

  it('list_of_a_unit__longer_than_one_part__is_read_whole', async () => {
    hold({ token: 'officer', person: 'officer' })
    phone.world.crowd = 120
    const { cards, more } = await wholeQueue('u1', 'approved')
    expect([cards.map((card) => card.application), more]).toEqual([Array.from({ length: 120 }, (_, n) => `a${n + 1}`), false])
    expect(phone.asked.length).toBe(3)
  })

  it('no_net__says_so', async () => {
    phone.net = 'none'
    expect(await get('me').catch((e) => e.detail)).toBe('没有网，连上再试一次')
  })

  it('session_ran_out__is_replaced_once__the_call_goes_through', async () => {
    hold({ token: '', person: 'zhou' })
    const renew = vi.fn(async () => (hold({ token: 'zhou', person: 'zhou' }), true))
    onExpired(renew)
    expect((await call('GET', 'me')).status).toBe(200)
    expect(renew).toHaveBeenCalledTimes(1)
  })

  it('session_cannot_be_replaced__says_that_nothing_is_lost', async () => {
    hold({ token: '', person: 'zhou' })
    expect(await get('me').catch((e) => e.detail)).toBe('登录过期了，您填的都在，请再登录')
  })
})
