import { render } from 'preact'
import './style/tokens.css'
import './style/base.css'
import './ui/ui.css'
import './shell/shell.css'
import './scheme'
import { begin } from './texts'
import { arrive } from './who'
import { Shell } from './shell/shell'

const root = document.getElementById('root')
// No top-level await: what is loaded later imports this chunk, and each would wait for the other.
void Promise.all([begin(), arrive()]).then(([, problem]) => root && render(<Shell problem={problem} />, root))
