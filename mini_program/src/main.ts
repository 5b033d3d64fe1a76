import { createSSRApp } from 'vue'
import App from './App.vue'
import { keysAsTaps } from './platform/keys'

export function createApp() {
  const app = createSSRApp(App)
  // #ifdef H5
  keysAsTaps()
  // #endif
  return { app }
}
