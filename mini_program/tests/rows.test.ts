import { beforeEach, expect, it } from 'vitest'
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
  const list = afterAll(view(['甲', '乙', '丙'], ['旧']), writes)
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
