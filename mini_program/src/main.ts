import { createSSRApp } from 'vue'
import App from './App.vue'
import { beginAnewFromOutside, loadAnewWhenReplaced } from './platform/fresh'
import { keysAsTaps } from './platform/keys'

export function createApp() {
  const app = createSSRApp(App)
  // #ifdef H5
  keysAsTaps()
  loadAnewWhenReplaced()
  beginAnewFromOutside()
  // #endif
  return { app }
}
