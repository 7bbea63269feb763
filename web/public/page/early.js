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
  if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme
  const language = JSON.parse(kept('language') || 'null')
  if (language) document.documentElement.lang = language
})()
