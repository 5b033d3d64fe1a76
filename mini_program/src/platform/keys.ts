/** On H5 a view with a role answers to Enter and Space as a button of the browser does. */
export function keysAsTaps(): void {
  document.addEventListener('keydown', (event) => {
    const node = event.target as HTMLElement
    const taps = ['button', 'link', 'radio', 'checkbox', 'tab'].includes(node.getAttribute?.('role') ?? '')
    if (!taps || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    node.click()
  })
}
