// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { mount } from '@vue/test-utils'
import type { Option } from '@/api/types'
import { phoneOf } from './platform'

const TREE: Option[] = [
  { code: '01', label: '内科' }, { code: '011', label: '心血管内科', parent: '01' }, { code: '012', label: '呼吸内科', parent: '01' },
  { code: '02', label: '外科' }, { code: '021', label: '普通外科', parent: '02' },
]

async function sheetOf(options: Option[]) {
  phoneOf()
  const { default: PickSheet } = await import('@/components/PickSheet.vue')
  const shown = mount(PickSheet, {
    props: { title: '专业', options, chosen: [] },
    global: { config: { compilerOptions: { isCustomElement: () => true } } },
  })
  const lines = () => shown.findAll('.task').map((line) => line.find('.name').text())
  return { shown, lines, tap: (n: number) => shown.findAll('.task')[n].trigger('click') }
}

it('tree__walked_level_by_level__picks_only_what_leads_no_further', async () => {
  const { shown, lines, tap } = await sheetOf(TREE)
  expect(lines()).toEqual(['内科', '外科'])
  await tap(0)
  expect(lines()).toEqual(['心血管内科', '呼吸内科'])
  expect(shown.emitted('pick')).toBeUndefined()
  expect(shown.text()).toContain('上一级')
  await tap(1)
  expect(shown.emitted('pick')).toEqual([[TREE[2]]])
})

it('options__under_another_answer__stand_side_by_side', async () => {
  const { lines } = await sheetOf([{ code: 'a', label: '主治医师', parent: '卫生' }, { code: 'b', label: '主管护师', parent: '卫生' }])
  expect(lines()).toEqual(['主治医师', '主管护师'])
})
