/** An upload: how much of it is sent, then what the server says while it works, then its answer. */
import { Problem, signedOut, type Said } from '../../api/client'
import { language } from '../../texts'

/** What is being done, and how much of it is done; `total` 0 where nobody knows. */
export interface Step {
  stage: string
  done: number
  total: number
}

export interface Sending<T> {
  answer: Promise<T>
  /** Look no longer. What the server has begun it ends. */
  stop: () => void
}

/** Post a form and read the stream of events that answers it. A `Problem` is thrown for any failure. */
export function send<T>(path: string, body: FormData | string, tell: (step: Step) => void): Sending<T> {
  return asked('POST', path, body, tell)
}

/** Ask for long work and read the stream of events that answers it. */
export function follow<T>(path: string, tell: (step: Step) => void): Sending<T> {
  return asked('GET', path, null, tell)
}

function asked<T>(method: string, path: string, body: FormData | string | null, tell: (step: Step) => void): Sending<T> {
  const request = new XMLHttpRequest()
  const answer = new Promise<T>((resolve, reject) => {
    let read = 0
    let found: T | undefined
    let problem: Problem | undefined
    const take = () => {
      const text = request.responseText
      let end = text.indexOf('\n\n', read)
      while (end >= 0) {
        const event = parsed(text.slice(read, end))
        read = end + 2
        end = text.indexOf('\n\n', read)
        if (event?.name === 'progress') tell(event.data as Step)
        else if (event?.name === 'problem') problem = new Problem(event.data as Said)
        else if (event) found = event.data as T
      }
    }
    request.open(method, path)
    request.setRequestHeader('Accept', 'text/event-stream')
    request.setRequestHeader('Accept-Language', language.value)
    if (typeof body === 'string') request.setRequestHeader('Content-Type', 'application/json')
    request.upload.addEventListener('progress', (event) => tell({ stage: 'sending', done: event.loaded, total: event.total }))
    request.addEventListener('progress', () => request.status === 200 && take())
    request.addEventListener('error', () => reject(new Problem({ status: 0, detail: '' })))
    request.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')))
    request.addEventListener('load', () => {
      if (request.status === 401) signedOut.value = true
      if (request.status !== 200) return reject(new Problem({ ...said(request.responseText), status: request.status }))
      take()
      if (problem) reject(problem)
      // The connection ended before the answer: the server went away.
      else if (found === undefined) reject(new Problem({ status: 0, detail: '' }))
      else resolve(found)
    })
    request.send(body)
  })
  return { answer, stop: () => request.abort() }
}

function said(text: string): Said {
  try {
    const found: unknown = JSON.parse(text)
    if (typeof found === 'object' && found !== null && 'detail' in found) return found as Said
  } catch {
    // A proxy's own page, perhaps.
  }
  return { status: 0, detail: '' }
}

function parsed(block: string): { name: string; data: unknown } | undefined {
  let name = ''
  let data = ''
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice(7)
    else if (line.startsWith('data: ')) data += line.slice(6)
  }
  return name ? { name, data: JSON.parse(data) } : undefined
}
