// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest'
import { mount } from '@vue/test-utils'
import { nextTick, reactive } from 'vue'
import type { SlotPage } from '@/api/types'
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

const PICTURE: Partial<SlotPage> = { n: 1, state: 'good', verdict: '', file: false, image: '' }
const FILE: Partial<SlotPage> = { ...PICTURE, file: true }
it.each([
  ['a_picture', [PICTURE], '1 页 · 看得清'],
  ['a_file', [FILE, FILE], '2 页 · 文件打得开'],
  ['both', [PICTURE, FILE], '2 页 · 照片看得清，文件打得开'],
])('card_of_%s__says_what_was_looked_at', async (_, pages, said) => {
  phoneOf()
  const { default: SlotBox } = await import('@/components/SlotBox.vue')
  const slot = { address: 'basic.proof', accept: ['jpg', 'pdf'], max_mb: 5, max_pages: 5, hint: '', requires: [], state: 'kept', used_text: '', pages }
  const shown = mount(SlotBox, {
    props: { field: field({ address: 'basic.proof', label: '材料', control: 'evidence', slot }), base: 'applications/a1' },
    global: { config: { compilerOptions: { isCustomElement: () => true } } },
  })
  expect(shown.text()).toContain(said)
})
