// Before the first paint: the chosen colours and language, so that nothing flashes.
;(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(`cmdb.${name}`)
    } catch {
      return null
    }
  }
  const scheme = JSON.parse(kept('scheme') || 'null')
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.scheme = scheme === 'light' || scheme === 'dark' ? scheme : system
  const language = JSON.parse(kept('language') || 'null')
  if (language) document.documentElement.lang = language
})()
