import { reactive } from 'vue'
import { onLeft } from '@/api/client'

/** What a deed came to, told on the page that it leads to; it stands there until the person goes on. */
export const done = reactive({ text: '' })
onLeft(() => (done.text = ''))
