import { describe, expect, it } from 'vitest'
import type { FieldView } from '@/api/types'
import { follows, gapsOf, joined, open } from '@/app/gaps'
import { lineOf, nextEmpty, outliers } from '@/app/years'

const cell = (address: string, more: Partial<FieldView> = {}): FieldView => ({ address, label: '2021年', control: 'text', derived: false, ...more }) as FieldView

describe('a row of a table of years', () => {
  it('line__of_what_a_row_asks__knows_cells_ticks_names_and_notes_by_their_shape', () => {
    const fields = [
      cell('t.r.item', { label: '项目', text: '义诊人次' }), cell('t.r.a1'), cell('t.r.a2', { label: '2022年' }),
      cell('t.r.shown', { label: '印到公示表', control: 'yes_no' }), cell('t.r.how', { label: '怎么填', control: 'note', text: '写周数', derived: true }),
      cell('t.r.sum', { label: '2023年合计', derived: true }),
    ]
    const line = lineOf({ row: 'r', n: 1, title: '义诊人次 300', own: true, void: false, fields })
    expect([line.cells, line.ticks, line.names].map((list) => list.map((f) => f.address))).toEqual([['t.r.a1', 't.r.a2'], ['t.r.shown'], ['t.r.item']])
    expect([line.title, line.notes]).toEqual(['义诊人次', ['写周数']])
  })
  it.each([
    [['210', '215', '2200', '218', '220'], { 2: 'more' }],
    [['210', '21', '2200', '218', '220'], { 1: 'less', 2: 'more' }],
    [['12', '15', '无', '21', ''], {}],
    [['0', '0', '9', '0', '0'], {}],
    [['1', '1', '10', '1', '1'], { 2: 'more' }],
    [['1860', '186'], {}],
  ])('outliers__of_%j__are_%j', (texts, found) => expect(outliers(texts)).toEqual(found))
  it('next__behind_the_last_cell__is_the_first_that_was_passed_over', () => {
    const cells = ['a', 'b', 'c', 'd'].map((address) => cell(address))
    const filled = (one: FieldView) => ['b', 'd'].includes(one.address)
    expect(nextEmpty(cells, filled, 'a')?.address).toBe('c')
    expect(nextEmpty(cells, filled, 'd')?.address).toBe('a')
    expect(nextEmpty(cells, () => true, 'a')).toBeUndefined()
  })
})

describe('a text with open places', () => {
  const TEMPLATE = '档案存放在________（存档单位），学历为______。'
  it('places__filled_one_after_the_other__become_the_text', () => {
    const first = gapsOf(TEMPLATE, '').map((piece) => (piece.gap && piece.room > 4 ? { ...piece, text: '某中心' } : piece))
    const half = joined(first)
    expect(half).toBe('档案存放在某中心（存档单位），学历为____。')
    expect(open(half)).toBe(1)
    expect(gapsOf(TEMPLATE, half).filter((piece) => piece.gap).map((piece) => piece.text)).toEqual(['某中心', ''])
    expect(open(half.replace('____', '本科'))).toBe(0)
  })
  it('text__of_somebodys_own__is_no_filled_template', () => {
    expect(follows(TEMPLATE, '经查，没有记录。')).toBe(false)
    expect(follows(TEMPLATE, '')).toBe(true)
    expect(follows(TEMPLATE, '档案存放在A（存档单位），学历为B。')).toBe(true)
  })
})
