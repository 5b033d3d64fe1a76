// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest'
import { mount } from '@vue/test-utils'
import { nextTick, reactive } from 'vue'
import { field } from '@/api/views'
import type { Answers, Box } from '@/app/answers'
import { phoneOf } from './platform'

afterEach(() => vi.useRealTimers())

it('answer_kept_sooner_than_its_line_is_drawn__ends_as_saved', async () => {
  phoneOf()
  const { ANSWERS } = await import('@/app/answers')
  const { default: FieldItem } = await import('@/components/FieldItem.vue')
  vi.useFakeTimers()
  const box = reactive<Partial<Box>>({ text: '92', state: 'idle', at: '', problem: '', instead: [], theirs: null, refused: '' }) as Box
  const answers = { boxes: { 'basic.score': box }, focus: { value: '' } } as unknown as Answers
  const shown = mount(FieldItem, {
    props: { field: field({ address: 'basic.score', label: '分数', control: 'text', text: '92' }) },
    global: { provide: { [ANSWERS as symbol]: answers }, config: { compilerOptions: { isCustomElement: () => true } } },
  })
  const turned = async (state: Box['state'], ms: number) => {
    box.state = state
    await nextTick()
    vi.advanceTimersByTime(ms)
    await nextTick()
  }
  await turned('saving', 40)
  expect(shown.text(), 'not before the tap has landed').not.toContain('正在保存')
  box.at = '10:42:00+08:00'
  await turned('saved', 1000)
  expect(shown.text()).not.toContain('正在保存')
  await turned('saving', 1000)
  expect(shown.text()).toContain('正在保存')
})
