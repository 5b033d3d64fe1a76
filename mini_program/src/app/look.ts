import { reactive } from 'vue'
import { onTheme } from '@/platform/frame'

/** How the reader wants to see: text size as a factor, day or night. */
export const look = reactive({ size: 1, theme: 'auto' as 'auto' | 'day' | 'night', capsule: 104, status: 0, dark: false })

/** Read the reader's settings: WeChat's font size; on H5 `?size=` and `?theme=` before or after the hash. */
export function readLook(): void {
  // #ifdef H5
  const asked = new URLSearchParams(location.search + '&' + (location.hash.split('?')[1] ?? ''))
  const size = Number(asked.get('size') ?? document.documentElement.dataset.size ?? 1)
  look.size = size >= 1 && size <= 3 ? size : 1
  const theme = asked.get('theme') ?? document.documentElement.dataset.theme
  look.theme = theme === 'day' || theme === 'night' ? theme : 'auto'
  look.capsule = window.parent === window ? 16 : 104
  look.dark = look.theme === 'night' || (look.theme === 'auto' && window.matchMedia('(prefers-color-scheme:dark)').matches)
  if (look.theme !== 'auto') document.documentElement.dataset.theme = look.theme
  onTheme((theme) => {
    Object.assign(look, { theme, dark: theme === 'night' })
    document.documentElement.dataset.theme = theme
  })
  // #endif
  // #ifndef H5
  const info = uni.getSystemInfoSync() as unknown as { fontSizeScaleFactor?: number; fontSizeSetting?: number; windowWidth: number; statusBarHeight?: number; theme?: string }
  look.size = Math.min(3, Math.max(1, info.fontSizeScaleFactor ?? (info.fontSizeSetting ? info.fontSizeSetting / 16 : 1)))
  look.dark = info.theme === 'dark'
  look.status = info.statusBarHeight ?? 0
  const button = uni.getMenuButtonBoundingClientRect()
  if (button?.left) look.capsule = info.windowWidth - button.left + 8
  // #endif
}

/** The classes of a page's root. */
export function lookClasses(): string {
  return ['screen', look.theme, look.size >= 1.3 ? 'big' : '', look.size >= 1.8 ? 'huge' : ''].filter(Boolean).join(' ')
}

/** The size everything is measured in: 16 px times the reader's factor. */
export function lookStyle(): string {
  return `--rem:${Math.round(16 * look.size * 100) / 100}px`
}
