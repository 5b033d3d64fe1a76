// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { mount } from '@vue/test-utils'
import { phoneOf, type Phone } from './platform'
import { field } from '@/api/views'
import type { Me, ReviewUnit, Section } from '@/api/types'

/** One desktop on which two officers work one after the other. */
let phone: Phone
beforeEach(() => {
  phone = phoneOf()
  vi.resetModules()
})

const SIGNER = 'opinion.signer'
const opinion = (): Section => ({ base: 'applications/a1', groups: [{ label: '', fields: [field({ address: SIGNER, label: '负责人签名', control: 'text', seq: 0 })] }] }) as unknown as Section

/** The section that an approval signs, as the holder finds it. */
async function signing() {
  const { provideFilling } = await import('@/app/filling')
  let filling!: ReturnType<typeof provideFilling>
  const view = ref<Section | null>(opinion())
  mount(defineComponent({ setup() { filling = provideFilling(view, () => 'applications/a1/opinion', () => 'signed'); return () => h('div') } }))
  filling.fill()
  return { ...filling, type: async (text: string) => {
    filling.boxes[SIGNER].text = text
    await filling.typed(view.value!.groups[0].fields[0])
  } }
}

describe('a desktop that officers share', () => {
  it('how_one_signs__what_one_has_typed__is_not_laid_before_the_other', async () => {
    const { hold } = await import('@/api/client')
    hold({ token: 'luo', person: 'luo' })
    const first = await signing()
    await first.type('罗敏')
    first.done()
    expect((await signing()).boxes[SIGNER].text).toBe('罗敏')
    await (await signing()).type('罗敏代')
    hold({ token: 'wen', person: 'wen' })
    expect((await signing()).boxes[SIGNER].text).toBe('')
    hold({ token: 'luo', person: 'luo' })
    expect((await signing()).boxes[SIGNER].text).toBe('罗敏代')
  })

  it('face_application_unit_and_judgement__are_each_ones_own', async () => {
    const { hold } = await import('@/api/client')
    const { choose, currentBase, face, wear } = await import('@/app/me')
    const { useUnit } = await import('@/app/unit')
    const { useSecondLook } = await import('@/app/second')
    const calls = await import('@/api/calls')
    vi.spyOn(calls, 'reviewUnits').mockResolvedValue([{ unit: 'u1' }, { unit: 'u2' }] as ReviewUnit[])
    const me = { face: { applicant: true, reviewer: true }, applications: [{ base: 'applications/a1' }, { base: 'applications/a2' }] } as Me
    const seen = async () => {
      const review = ref<{ round: number; marks: [] } | null>(null)
      const { judged, judge } = useSecondLook(review as never, () => 'a1')
      review.value = { round: 1, marks: [] }
      await nextTick()
      return { judge, all: [face(me), currentBase(me), (await useUnit().acting())?.unit, judged.value] }
    }
    const untouched = ['applicant', 'applications/a1', 'u1', {}]
    hold({ token: 'luo', person: 'luo' })
    const { judge } = await seen()
    wear('reviewer')
    choose('applications/a2')
    useUnit().actFor('u2')
    judge({ n: 1 } as never, 'right')
    const hers = (await seen()).all
    expect(hers).toEqual(['reviewer', 'applications/a2', 'u2', { 1: 'right' }])
    hold({ token: 'wen', person: 'wen' })
    expect((await seen()).all).toEqual(untouched)
    hold({ token: 'luo', person: 'luo' })
    expect((await seen()).all).toEqual(hers)
  })

  it('what_was_read__goes_with_the_one_who_read_it', async () => {
    const { hold } = await import('@/api/client')
    const { recall, remember } = await import('@/app/load')
    const { me } = await import('@/app/me')
    const { done } = await import('@/app/done')
    const { forget } = await import('@/app/session')
    for (const go of [forget, () => hold({ token: 'wen', person: 'wen' }), () => hold({ token: 'x', person: '' })]) {
      hold({ token: 'luo', person: 'luo' })
      remember('queue', ['周岚'])
      me.value = {} as Me
      done.text = '周岚：已通过'
      hold({ token: 'renewed', person: 'luo' })
      expect([recall('queue'), me.value, done.text]).toEqual([['周岚'], {}, '周岚：已通过'])
      go()
      expect([recall('queue'), me.value, done.text]).toEqual([undefined, null, ''])
      hold({ token: 'luo', person: 'luo' })
      expect(recall('queue')).toBeUndefined()
    }
  })

  it('who_holds_it_is_not_known__nothing_is_kept', async () => {
    const { hold } = await import('@/api/client')
    const { mine } = await import('@/api/store')
    hold({ token: 'x', person: '' })
    mine.set('face', 'reviewer')
    expect([mine.get('face'), phone.kept.size]).toEqual([undefined, 0])
  })

  it('a_day_of_reading__keeps_the_newest_hundred', async () => {
    const { hold } = await import('@/api/client')
    const { recall, remember } = await import('@/app/load')
    hold({ token: 'luo', person: 'luo' })
    for (let n = 0; n < 150; n++) remember(`a${n}`, n)
    remember('a60', 'again')
    for (let n = 150; n < 200; n++) remember(`a${n}`, n)
    expect([recall('a99'), recall('a60'), recall('a150'), recall('a199')]).toEqual([undefined, 'again', 150, 199])
  })
})
