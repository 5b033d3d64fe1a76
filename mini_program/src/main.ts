import { createSSRApp } from 'vue'
import App from './App.vue'
import { loadAnewWhenReplaced } from './platform/fresh'
import { keysAsTaps } from './platform/keys'

export function createApp() {
  const app = createSSRApp(App)
  // #ifdef H5
  keysAsTaps()
  loadAnewWhenReplaced()
  // #endif
  return { app }
}
