import { beforeEach, expect, it, vi } from 'vitest'
import type { Write } from '@/api/queue'
import type { Section } from '@/api/types'
import { section } from '@/api/views'
import { phoneOf } from './platform'

beforeEach(() => void phoneOf())

const ROOT = 'applications/a1/sections/work/rows'
const view = (rows: string[], aside: string[] = []): Section => section({
  base: 'applications/a1', section: 'work', rows: { name: '工作经历', count: rows.length, seq: 7, can_add: true, aside: aside.map((row) => ({ row, title: `原来的 ${row}` })), cards: rows.map((row, n) => ({ row, n: n + 1, title: row, page: `p?row=${row}`, status: 'done', word: '', gap_after: '空了 4 个月' })) },
})
const write = (method: Write['method'], row: string, tail = '', body: unknown = {}): Write => ({ key: row + tail, who: 'p', method, path: tail === 'add' ? ROOT : `${ROOT}/${row}${tail}`, body, label: row, tries: 0 })
const move = (row: string, place: number) => write('PUT', row, '/place', { place })
const drop = (row: string) => write('DELETE', row)

it.each<[string, Write[], string[], string[]]>([
  ['nothing', [], ['甲', '乙', '丙'], ['', '', '']],
  ['moved_and_moved_back_over_another', [move('甲', 1), move('丙', 0), move('甲', 1)], ['丙', '甲', '乙'], ['moved', 'moved', '']],
  ['dropped', [drop('乙')], ['甲', '丙'], ['', '']],
  ['dropped_and_brought_back', [drop('乙'), write('POST', '乙', '/restore')], ['甲', '乙', '丙'], ['', '', '']],
  ['begun_and_moved_up', [write('POST', 'r9', 'add'), move('r9', 0)], ['r9', '甲', '乙', '丙'], ['new', '', '', '']],
  ['begun_and_dropped', [write('POST', 'r9', 'add'), drop('r9')], ['甲', '乙', '丙'], ['', '', '']],
  ['struck_long_ago_and_brought_back', [write('POST', '旧', '/restore')], ['甲', '乙', '丙', '旧'], ['', '', '', 'moved']],
  ['answer_lost__server_has_it_already', [drop('丁')], ['甲', '乙', '丙'], ['', '', '']],
])('rows_without_a_net__%s__stand_as_they_will', async (_, writes, rows, waits) => {
  const { afterAll } = await import('@/app/rows')
  const list = afterAll(view(['甲', '乙', '丙'], ['旧']), writes).cards
  expect(list.map((card) => card.row)).toEqual(rows)
  expect(list.map((card) => card.waits)).toEqual(waits)
  expect(list.map((card) => card.n)).toEqual(rows.map((_, n) => n + 1))
  expect(list.every((card) => (writes.length ? !card.gap_after : !!card.gap_after))).toBe(true)
})

it('row_moved_behind_other_changes__is_counted_in_the_list_that_they_leave', async () => {
  const { hold } = await import('@/api/client')
  const { line } = await import('@/app/outbox')
  const { doToRow } = await import('@/app/rows')
  const phone = phoneOf()
  hold({ token: 'zhou', person: 'zhou' })
  phone.net = 'none'
  const rows = view(['甲', '乙', '丙'])
  const done = [await doToRow(rows, '甲', { kind: 'move', place: 1 }), await doToRow(rows, '甲', { kind: 'move', place: 2 }), await doToRow(rows, '乙', { kind: 'drop' })]
  expect(done).toEqual(['waits', 'waits', 'waits'])
  expect(line.under(ROOT).map((w) => [w.method, w.path.slice(ROOT.length), w.ifMatch])).toEqual([
    ['PUT', `/${encodeURIComponent('甲')}/place`, 7], ['PUT', `/${encodeURIComponent('甲')}/place`, undefined], ['DELETE', `/${encodeURIComponent('乙')}`, undefined],
  ])
})

const ASKS = [['since', '起止时间', 'period'], ['unit', '工作单位', 'text'], ['post', '职称', 'text']] as const
const page = (row: string, said: Record<string, [text: string, seq: number]> = {}): Section => section({
  base: 'applications/a1', section: 'work', row, seq: 9,
  groups: [{ fields: ASKS.map(([id, label, kind]) => ({ address: `work.${row}.${id}`, label, kind, control: kind, required: true, text: said[id]?.[0], seq: said[id]?.[1] })) }],
})
const typed = (row: string, field: string, text: string) => ({ key: row + field, method: 'PUT' as const, path: `applications/a1/answers/work.${row}.${field}`, body: { text }, label: text })

it('rows_without_a_net__stand_with_the_words_that_were_typed__numbered_and_counted_as_they_are', async () => {
  const phone = phoneOf()
  phone.net = 'none'
  vi.resetModules()
  const { hold } = await import('@/api/client')
  const { line } = await import('@/app/outbox')
  const { remember } = await import('@/app/load')
  const { addRow, afterAll, doToRow } = await import('@/app/rows')
  hold({ token: 'zhou', person: 'zhou' })
  const read = { ...section({ base: 'applications/a1', section: 'work', seq: 7, rows: { name: '工作经历', count: 2, seq: 7, can_add: true, blank: page('+').groups, cards: [1, 2].map((n) => ({ row: `a${n}`, n, title: `第 ${n} 条`, page: 'p', status: 'missing', word: '还差 3 项' })) } }) }
  remember('applications/a1/work/a1', page('a1', { since: ['2007年07月至2015年12月', 8], unit: ['云溪区人民医院', 9] }))
  remember('applications/a1/work/a2', page('a2'))
  const row = (await addRow(read)) as string
  void line.push(typed(row, 'since', '2016.1至今'))
  void line.push(typed(row, 'unit', '云溪区人民医院'))
  void line.push(typed(row, 'post', '主治医师'))
  const told = () => afterAll(read, line.under(ROOT)).cards.map((card) => [card.n, card.title, card.lines.join('｜'), card.word, card.waits])
  expect(told()).toEqual([
    [1, '2007.07 至 2015.12', '云溪区人民医院', '还差 1 项', ''],
    [2, '', '', '还差 3 项', ''],
    [3, '2016.1至今', '云溪区人民医院｜主治医师', '已完成', 'new'],
  ])
  void line.push(typed('a2', 'since', '2004.7-2007.6'))
  await doToRow(read, 'a2', { kind: 'move', place: 0 })
  expect(told().map((line) => line.slice(0, 4))).toEqual([
    [1, '2004.7-2007.6', '', '还差 2 项'],
    [2, '2007.07 至 2015.12', '云溪区人民医院', '还差 1 项'],
    [3, '2016.1至今', '云溪区人民医院｜主治医师', '已完成'],
  ])
  await doToRow(read, row, { kind: 'drop' })
  expect(afterAll(read, line.under(ROOT)).struck).toEqual([{ row, title: '2016.1至今' }])
  await doToRow(read, row, { kind: 'restore' })
  expect(afterAll(read, line.under(ROOT)).struck).toEqual([])
})
