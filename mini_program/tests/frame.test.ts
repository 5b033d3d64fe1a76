// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { reactive } from 'vue'
import { allowParent } from '@/platform/frame'
import { requestNotices } from '@/platform/wechat'

it('shown_again_in_the_stand_in__is_heard_as_coming_to_the_front__from_the_parent_alone', () => {
  const parent = { postMessage: () => undefined }
  Object.defineProperty(window, 'parent', { value: parent, configurable: true })
  allowParent('http://parent.test')
  let shown = 0
  document.addEventListener('visibilitychange', () => shown++)
  const say = (origin: string, source: unknown) => {
    const event = new MessageEvent('message', { data: { type: 'zhiping.shown' }, origin })
    Object.defineProperty(event, 'source', { value: source })
    window.dispatchEvent(event)
  }
  say('http://other.test', parent)
  say('http://parent.test', window)
  expect(shown).toBe(0)
  say('http://parent.test', parent)
  expect(shown).toBe(1)
})

it('question_for_notices__in_the_stand_in__goes_out_as_a_message_can_carry_it', () => {
  const said: unknown[] = []
  Object.defineProperty(window, 'parent', { value: { postMessage: (what: unknown) => said.push(structuredClone(what)) }, configurable: true })
  allowParent('http://parent.test')
  void requestNotices(reactive(['returned', 'approved']))
  expect(said).toEqual([{ type: 'zhiping.subscribe', templates: ['returned', 'approved'] }])
})
