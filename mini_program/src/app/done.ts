import { reactive } from 'vue'

/** What a deed came to, told on the page that it leads to; it stands there until the person goes on. */
export const done = reactive({ text: '' })
