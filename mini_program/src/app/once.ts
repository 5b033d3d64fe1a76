import { ref } from 'vue'
import { words } from '@/api/problem'

/** One deed at a time: while it runs no other begins, and what it is refused for is said. */
export function useOnce() {
  const busy = ref(false)
  const why = ref('')
  async function once(deed: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    why.value = ''
    try {
      await deed()
    } catch (error) {
      why.value = words(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, why, once }
}
