import { describe, expect, it } from 'vitest'
import { extend, fitted, upright, type Stroke } from '@/app/ink'
import { decoded, path, scene } from '@/app/pages'
import { useReason } from '@/app/reason'
import { ApiProblem } from '@/api/problem'
import { clock, moment, until } from '@/app/times'
import * as V from '@/api/views'

describe('moments', () => {
  it.each([
    ['2026-11-30T17:00:00+08:00', 2026, '11月30日 17:00'],
    ['2027-01-05T09:05:00+08:00', 2026, '2027年1月5日 09:05'],
    ['2026-11-30', 2026, '11月30日'],
    ['11月30日 17:00', 2026, '11月30日 17:00'],
    ['', 2026, ''],
  ])('moment__%s_in_%i__reads_%s', (text, year, read) => expect(moment(text, year)).toBe(read))
  it.each([['2026-11-21T10:42:13+08:00', '10:42'], ['10:42:13', '10:42'], ['10:42', '10:42'], [null, '']])('clock__%s__reads_%s', (text, read) => expect(clock(text)).toBe(read))
  it('term__in_the_past__is_nothing', () => expect(until('2026-11-21T10:42:00+08:00', Date.parse('2026-11-22T00:00:00Z'))).toBe(0))
})

describe('addresses of pages', () => {
  it('path__skips_what_is_empty', () => expect(path('section', { base: 'applications/a1', section: 'basic', field: undefined })).toBe('pages/section/section?base=applications/a1&section=basic'))
  it('query__encoded_or_not__reads_the_same', () => expect(decoded({ base: 'applications%2Fa1', word: '100%' })).toEqual({ base: 'applications/a1', word: '100%' }))
  it('scene__bare_ticket__is_the_ticket', () => expect(scene({ scene: 'Ab-9_' })).toMatchObject({ ticket: 'Ab-9_' }))
  it('scene__pairs__are_the_query', () => expect(scene({ scene: 't=x1&kind=join' })).toMatchObject({ t: 'x1', kind: 'join' }))
})

describe('ink', () => {
  it('written_sideways__is_told_as_if_it_had_lain_before_the_writer', () => expect(upright({ width: 360, height: 640, strokes: [[[350, 20], [100, 600]]] })).toEqual({ width: 640, height: 360, strokes: [[[20, 10], [600, 260]]] }))
  it('written_sideways__on_the_small_pad__lies_whole_in_its_middle', () => {
    const [name] = fitted({ width: 640, height: 360, strokes: [[[0, 0], [640, 360], [320, 180]]] }, 320, 160)
    expect(name).toEqual([[17.8, 0], [302.2, 160], [160, 80]])
  })
  it('resting_finger__adds_no_points', () => {
    const stroke: Stroke = []
    expect([extend(stroke, 10, 10), extend(stroke, 10.4, 10.2), extend(stroke, 12.34, 10)]).toEqual([true, false, true])
    expect(stroke).toEqual([[10, 10], [12.3, 10]])
  })
})

describe('views', () => {
  it('field__with_everything_empty_left_out__is_completed', () => {
    const field = V.field({ address: 'a.b', label: '甲', kind: 'text', control: 'text', required: true, seq: 3 })
    expect(field).toMatchObject({ text: '', value: null, options: [], suggest: [], derived: false, locked: false, slot: null, problem: null, recommend: null })
  })
  it('preset__is_offered_first_and_not_filled_in', () => expect(V.field({ address: 'a.b', control: 'text', seq: 0, preset_text: '主治医师', suggest: ['医师'] })).toMatchObject({ text: '', suggest: ['主治医师', '医师'] }))
  it('section__with_rows__has_cards_with_lines', () => expect(V.section({ base: 'applications/a1', section: 'work', rows: { name: '工作经历', count: 1, seq: 2, can_add: true, cards: [{ row: 'r1', n: 1, title: '甲', page: 'p', status: 'done', word: '已完成' }] } }).rows).toMatchObject({ min: 0, max: null, cards: [{ lines: [], void: false }] }))
  it('check__nothing_left__leads_to_the_deed', () => expect(V.check({ seq: 5, blocking: [], submit: { deed: 'submit', label: '提交', ok: true }, to: '云溪区人民医院' }).next).toEqual({ label: '交给云溪区人民医院', deed: 'submit' }))
  it.each([
    [{ n: 2, text: '缺章' }, [{ n: 1 }, { n: 2, text: '缺章' }]],
    [{ marks: [] }, []],
  ])('marks__answered_as_%j__are_the_list', (answer, list) => expect(V.marks(answer, [{ n: 1 } as never])).toEqual(list))
  it.each([
    [{ deed: 'return', unit: '云溪区人民医院', word: '退回修改' }, '云溪区人民医院退回修改：11月20日'],
    [{ deed: 'reject', unit: '云溪区卫健委', word: '不通过' }, '云溪区卫健委不通过：11月20日'],
    [{ deed: 'undo_approve', unit: '云溪区人民医院', word: '撤回通过' }, '云溪区人民医院撤回通过：11月20日'],
  ])('progress__an_earlier_%j__is_called_as_the_server_calls_it', (round, read) => expect(V.progress({ sentence: '', rounds: [{ ...round, label: '基层单位审核', state: 'returned', when: '11月20日' }] }).rounds).toEqual([{ label: read, text: '' }]))
  it('offer__wants_words_or_a_reason_when_the_server_says_so_and_else_not', () => {
    const offers = V.review({ offers: [{ deed: 'reject', ok: true }, { deed: 'close', ok: true, opinion: true, reason: '您已经审过' }] }).offers
    expect(offers.map((o) => [o.opinion, o.reason])).toEqual([[false, ''], [true, '您已经审过']])
  })
  it('check__how_many_places_there_are__is_said_by_the_server_alone', () => expect(V.check({ blocking: [{ text: '甲', page: 'a' }, { text: '乙', page: 'b' }], next: { label: '改第 1 处', page: 'a' } }).next.label).toBe('改第 1 处'))
  it('code_with_a_term_in_seconds__has_a_moment', () => expect(Date.parse(V.qr({ qr: 'data:', expires: 120 }).expires) - Date.now()).toBeGreaterThan(110_000))
})

describe('a reason for a second pass', () => {
  it('offered__is_asked_for_and_goes_along', () => {
    const reason = useReason(() => '您已经审过')
    expect([reason.asked.value, reason.lacks()]).toEqual(['您已经审过', '请写明为什么还是您来办，或者换一位同事'])
    reason.text.value = ' 只有一人在岗 '
    expect([reason.lacks(), reason.given()]).toEqual(['', '只有一人在岗'])
  })
  it('known_only_from_a_refusal__is_asked_for_from_then_on', () => {
    const reason = useReason()
    expect([reason.lacks(), reason.given()]).toEqual(['', undefined])
    reason.heard(new ApiProblem('refused', 409, 'guard', '还不能通过'))
    expect(reason.asked.value).toBe('')
    reason.heard(new ApiProblem('refused', 409, 'recusal', '请换一位同事，或写明原因再审'))
    expect(reason.asked.value).toBe('请换一位同事，或写明原因再审')
  })
})
