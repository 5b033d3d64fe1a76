// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { allowParent } from '@/platform/frame'
import { look, lookClasses, readLook } from '@/app/look'

it('theme__told_by_the_allowed_parent_alone__dresses_the_pages', () => {
  const parent = { postMessage: () => undefined } as unknown as Window
  Object.defineProperty(window, 'parent', { value: parent })
  Object.assign(globalThis, {
    uni: { getSystemInfoSync: () => ({ windowWidth: 360 }), getMenuButtonBoundingClientRect: () => null },
    matchMedia: () => ({ matches: false }),
  })
  allowParent('http://stand.in')
  readLook()
  const say = (origin: string, theme: string) => window.dispatchEvent(new MessageEvent('message', { origin, source: parent, data: { type: 'zhiping.theme', theme } }))
  say('http://stranger', 'night')
  expect(look.theme).toBe('auto')
  say('http://stand.in', 'night')
  expect([look.dark, lookClasses(), document.documentElement.dataset.theme]).toEqual([true, 'screen night', 'night'])
  say('http://stand.in', 'day')
  expect([look.dark, lookClasses()]).toEqual([false, 'screen day'])
})
