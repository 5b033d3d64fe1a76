// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { mount } from '@vue/test-utils'
import type { Section } from '@/api/types'
import { phoneOf, type Phone } from './platform'

/** A page with one section, as section.vue holds it. */
async function pageOf(phone: Phone, id: string) {
  vi.resetModules()
  const { hold } = await import('@/api/client')
  const { section } = await import('@/api/calls')
  const { provideAnswers, fieldsOf } = await import('@/app/answers')
  const { outbox, line } = await import('@/app/outbox')
  hold({ token: 'zhou', person: 'zhou' })
  const view = ref<Section | null>(null)
  const read = async () => {
    view.value = await section('applications/a1', id)
    answers.fill()
  }
  let answers!: ReturnType<typeof provideAnswers>
  mount(defineComponent({ setup() { answers = provideAnswers(view, read); return () => h('div') } }))
  await read()
  const field = (address: string) => fieldsOf(view.value as Section).find((f) => f.address === address)!
  const type = async (address: string, text: string) => {
    answers.boxes[address].text = text
    await answers.typed(field(address))
  }
  void phone
  return { answers, field, type, read, outbox, line, box: (a: string) => answers.boxes[a] }
}

let phone: Phone
beforeEach(() => {
  phone = phoneOf()
})
const puts = () => phone.asked.filter((a) => a.method === 'PUT')
const ETHICS = 'basic.ethics'

describe('an answer', () => {
  it('left__is_saved_and_shown_as_stored', async () => {
    const page = await pageOf(phone, 'basic')
    await page.type('basic.since', '2010.7')
    expect(page.box('basic.since')).toMatchObject({ state: 'saved', text: '2010年07月' })
    expect(phone.world.answers['basic.since']).toBe('2010-07')
    expect(puts()[0].header).toMatchObject({ 'if-match': '0', 'idempotency-key': expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(page.answers.savedAt.value).toBe('10:42:00+08:00')
  })

  it('left_unchanged__sends_nothing', async () => {
    const page = await pageOf(phone, 'basic')
    await page.type('basic.since', '2009年07月')
    expect(puts()).toEqual([])
  })

  it('gone_on_from_by_the_keyboard__is_sent_once_and_read_as_stored', async () => {
    const page = await pageOf(phone, 'basic')
    const { mayGoOn } = await import('@/app/trying')
    page.answers.focus.value = 'basic.since'
    page.box('basic.since').text = '2010.7'
    expect(await mayGoOn(page.answers, page.field('basic.since'))).toBe(true)
    page.answers.focus.value = ''
    await page.answers.typed(page.field('basic.since'))
    expect(page.box('basic.since')).toMatchObject({ state: 'saved', text: '2010年07月' })
    expect(puts()).toHaveLength(1)
  })

  it('refused__keeps_the_cursor_as_often_as_one_goes_on', async () => {
    const page = await pageOf(phone, 'basic')
    const { mayGoOn } = await import('@/app/trying')
    const shown: string[] = []
    const query = { select: (place: string) => (shown.push(place), { boundingClientRect: () => query }), selectViewport: () => ({ scrollOffset: () => query }), exec: () => query }
    Object.assign(uni, { createSelectorQuery: () => query })
    page.answers.focus.value = ETHICS
    page.box(ETHICS).text = '120'
    expect(await mayGoOn(page.answers, page.field(ETHICS))).toBe(false)
    expect(await mayGoOn(page.answers, page.field(ETHICS))).toBe(false)
    expect(puts()).toHaveLength(1)
    await vi.waitFor(() => expect(shown).toEqual(Array(2).fill('#f-basic-ethics-problem')))
    page.box(ETHICS).text = '92'
    expect(await mayGoOn(page.answers, page.field(ETHICS))).toBe(true)
  })

  it('wrong__says_so_keeps_the_text_here_and_on_the_phone', async () => {
    const page = await pageOf(phone, 'basic')
    await page.type(ETHICS, '120')
    expect(page.box(ETHICS)).toMatchObject({ state: 'wrong', text: '120', problem: '还没保存。超过了 100，填 0 到 100' })
    const again = await pageOf(phone, 'basic')
    expect(again.box(ETHICS)).toMatchObject({ state: 'wrong', text: '120', problem: '还没保存。超过了 100，填 0 到 100' })
    await again.answers.typed(again.field(ETHICS))
    expect(puts().length).toBe(1)
    await again.type(ETHICS, '92')
    const third = await pageOf(phone, 'basic')
    expect(third.box(ETHICS)).toMatchObject({ state: 'idle', text: '92', problem: '' })
  })

  it.each([['5', '5'], ['5年', '5'], ['五年制', '五'], ['5 年制 ', '5'], ['年', '']])('typed_as_%s__before_a_box_that_says_年__is_sent_as_%s', async (text, sent) => {
    const { bare } = await import('@/app/answers')
    const { field } = await import('@/api/views')
    expect(bare(field({ address: 'basic.school_years', suffix: '年' }), text)).toBe(sent)
  })

  it('emptied__is_taken_away', async () => {
    const page = await pageOf(phone, 'basic')
    await page.type('basic.society', ' ')
    expect('basic.society' in phone.world.answers).toBe(false)
    expect(phone.asked[phone.asked.length - 1]).toMatchObject({ method: 'DELETE', path: 'applications/a1/answers/basic.society' })
  })

  it('changed_elsewhere__asks_which__mine_wins_with_their_seq', async () => {
    const page = await pageOf(phone, 'cover')
    const other = await pageOf(phone, 'cover')
    await other.type('cover.major', '呼吸内科')
    await page.type('cover.major', '消化内科')
    expect(page.box('cover.major')).toMatchObject({ state: 'conflict', text: '消化内科', theirs: { text: '呼吸内科' } })
    await page.answers.settle(page.field('cover.major'), true)
    expect(phone.world.answers['cover.major']).toBe('消化内科')
  })

  it('changed_elsewhere__theirs_is_taken__nothing_is_sent', async () => {
    const page = await pageOf(phone, 'cover')
    const other = await pageOf(phone, 'cover')
    await other.type('cover.major', '呼吸内科')
    await page.type('cover.major', '消化内科')
    const before = puts().length
    await page.answers.settle(page.field('cover.major'), false)
    expect(page.box('cover.major')).toMatchObject({ state: 'idle', text: '呼吸内科' })
    expect(puts().length).toBe(before)
  })

  it('net_away__waits_on_the_phone__lands_once_when_it_is_back', async () => {
    const page = await pageOf(phone, 'basic')
    phone.net = 'lost'
    const going = page.type('basic.support', '2')
    await vi.waitFor(() => expect(page.outbox).toMatchObject({ left: 1, still: true }))
    phone.net = 'none'
    await page.line.flush()
    const later = await pageOf(phone, 'basic').catch(() => null)
    expect(later).toBeNull()
    phone.net = 'up'
    await page.line.flush()
    await going
    expect(page.box('basic.support').state).toBe('saved')
    expect(page.outbox).toMatchObject({ left: 0, still: false, landed: 1 })
    expect(new Set(puts().map((p) => p.header['idempotency-key'])).size).toBe(1)
    expect(phone.world.seqs['basic.support']).toBe(41)
  })

  it('net_back_and_one_of_two_refused__one_is_called_saved_the_other_is_to_be_mended', async () => {
    const page = await pageOf(phone, 'basic')
    phone.net = 'none'
    const going = [page.type('basic.support', '2'), page.type(ETHICS, '120')]
    await vi.waitFor(() => expect(page.outbox).toMatchObject({ left: 2, still: true }))
    phone.net = 'up'
    await page.line.flush()
    await Promise.all(going)
    expect(page.outbox).toMatchObject({ left: 0, landed: 1, mend: ['applications/a1/answers/basic.ethics'] })
    const later = await pageOf(phone, 'basic')
    const { sendWaiting } = await import('@/app/sending')
    await sendWaiting()
    expect(later.outbox.mend, 'the program was closed meanwhile').toEqual(['applications/a1/answers/basic.ethics'])
    await later.type(ETHICS, '92')
    await sendWaiting()
    expect(later.outbox.mend).toEqual([])
    await later.type(ETHICS, '130')
    expect(later.outbox.mend).toEqual([])
  })

  it('refused_after_waiting_and_looked_at__the_next_start_does_not_speak_of_it', async () => {
    const page = await pageOf(phone, 'basic')
    phone.net = 'none'
    const going = page.type(ETHICS, '120')
    await vi.waitFor(() => expect(page.outbox.still).toBe(true))
    phone.net = 'up'
    await page.line.flush()
    await going
    const { looked } = await import('@/app/outbox')
    looked(page.outbox.mend[0])
    expect(page.outbox.mend, 'it is there as long as the program is open').toHaveLength(1)
    const later = await pageOf(phone, 'basic')
    const { sendWaiting } = await import('@/app/sending')
    await sendWaiting()
    expect(later.outbox.mend).toEqual([])
  })

  it('net_away_and_the_program_closed__the_next_start_shows_it_waiting', async () => {
    const page = await pageOf(phone, 'basic')
    phone.net = 'lost'
    void page.type('basic.support', '3')
    await vi.waitFor(() => expect(page.outbox.still).toBe(true))
    phone.net = 'up'
    phone.world.answers['basic.support'] = undefined
    const again = await pageOf(phone, 'basic')
    expect(again.box('basic.support')).toMatchObject({ state: 'waiting', text: '3' })
  })

  it('net_away_and_the_phone_full__says_that_it_is_not_kept__until_it_is_saved', async () => {
    const page = await pageOf(phone, 'basic')
    phone.full = true
    await page.type(ETHICS, '120')
    expect(page.outbox.loose, 'a text that the server would not take').toBe(1)
    phone.net = 'none'
    const going = page.type('basic.support', '2')
    await vi.waitFor(() => expect(page.outbox).toMatchObject({ left: 1, still: true, loose: 2 }))
    phone.net = 'up'
    await page.line.flush()
    await going
    expect(page.outbox.loose).toBe(1)
    await page.type(ETHICS, '92')
    expect(page.outbox.loose).toBe(0)
  })

  it('chosen__sends_the_value', async () => {
    const page = await pageOf(phone, 'basic')
    await page.answers.chose(page.field('basic.frontline'), true, '是')
    expect(phone.world.answers['basic.frontline']).toBe(true)
    await page.answers.chose(page.field('basic.languages'), ['川渝', '客家'], '川渝、客家')
    expect(phone.world.answers['basic.languages']).toEqual(['川渝', '客家'])
  })
})
