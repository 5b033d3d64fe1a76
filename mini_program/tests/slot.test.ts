// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { mount } from '@vue/test-utils'
import type { Slot } from '@/api/types'
import { phoneOf, type Phone } from './platform'

const unloads: (() => void)[] = []
vi.mock('@dcloudio/uni-app', () => ({ onUnload: (leave: () => void) => unloads.push(leave) }))

const WHERE: [string, string] = ['applications/a1', 'basic.support_proof']
let phone: Phone
beforeEach(() => {
  phone = phoneOf()
  unloads.length = 0
})
afterEach(() => vi.useRealTimers())

/** The page of a slot whose one page is still being looked at. */
async function looking() {
  vi.resetModules()
  const { hold } = await import('@/api/client')
  const calls = await import('@/api/calls')
  const { useSlot } = await import('@/app/evidence')
  hold({ token: 'zhou', person: 'zhou' })
  Object.assign(phone.world.slots, { [WHERE[1]]: { state: 'working', pages: [{ id: 'g1', state: 'waiting', verdict: '', turn: 0 }], kept: null } })
  const view = ref<Slot | null>(await calls.slot(...WHERE))
  let slot!: ReturnType<typeof useSlot>
  mount(defineComponent({ setup() { slot = useSlot(view, () => WHERE); return () => h('div') } }))
  return { slot, asked: () => phone.asked.length }
}

it('page_left_while_a_look_is_on_its_way__asks_no_more', async () => {
  const { slot, asked } = await looking()
  vi.useFakeTimers()
  slot.watchOver()
  await vi.advanceTimersByTimeAsync(1600)
  expect(asked(), 'it is asked after while somebody looks').toBe(2)
  vi.advanceTimersByTime(1500)
  unloads.forEach((leave) => leave())
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked()).toBe(3)
})

it('page_taken_out__takes_along_what_was_said_of_it_by_its_number', async () => {
  const { slot } = await looking()
  slot.work.why = '第 1 页用不了：照片没有传完整，打不开。请重新发一次，或重新拍一张'
  await slot.drop()
  expect([slot.work.why, slot.pages.value]).toEqual(['', []])
})

it('document_used_right_after_a_page_was_taken_out__is_kept_with_that_one_tap', async () => {
  const { slot } = await looking()
  const kept = () => phone.asked.filter((a) => a.path.endsWith('/keep')).length
  const page = { state: 'good', verdict: '', turn: 0 }
  let made = false
  const there = { pages: [{ id: 'g1', ...page }, { id: 'g2', ...page }], kept: null, get state() { return made ? 'ready' : 'working' }, set state(_) { /* it is made in its own time */ } }
  Object.assign(phone.world.slots, { [WHERE[1]]: there })
  vi.useFakeTimers()
  await slot.drop()
  const used = slot.keep()
  await vi.advanceTimersByTimeAsync(4000)
  expect([there.pages.length, kept()], 'one page went, and what is left is still being made').toEqual([1, 0])
  made = true
  await vi.advanceTimersByTimeAsync(2000)
  expect([await used, kept(), slot.work.why]).toEqual([true, 1, ''])
})
