import type { Node } from 'prosemirror-model'
import type { NodeView } from 'prosemirror-view'
import type { EditorBlock } from '../../client/types.ts'
import { attributesOf, type BlockAttributes } from './schema.ts'

/** How a paragraph looks just now. */
export interface BlockLook {
  state: EditorBlock['state']
  /** The state in words, for who hears the page. */
  stateText: string
  voiceName: string
  /** 1 to 6: the colour of its voice. */
  color: number
  /** Why it could not be spoken. */
  problem: string | null
  isCurrent: boolean
}

export interface BlockViewNeeds {
  look: (block: Node) => BlockLook
  voiceLabel: (name: string) => string
  retryLabel: string
  onVoice: (key: string) => void
  onRetry: (key: string) => void
  onGone: (view: BlockView) => void
}

const elements = { p: 'p', h1: 'h2', h2: 'h3', h3: 'h4' } as const

/**
 * A paragraph on the page, in plain DOM: its voice, its state and its words. All that stands left of the words is inside its
 * padding, for what is out of view is not drawn and would be cut off.
 */
export class BlockView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  node: Node
  readonly #needs: BlockViewNeeds
  readonly #chip: HTMLButtonElement
  readonly #state: HTMLElement
  readonly #note: HTMLElement
  #shown = ''

  constructor(node: Node, needs: BlockViewNeeds) {
    this.node = node
    this.#needs = needs
    this.dom = document.createElement('div')
    this.#chip = aside('button', 'chip')
    this.#chip.type = 'button'
    this.#chip.tabIndex = -1
    this.#chip.addEventListener('mousedown', (event) => event.preventDefault())
    this.#chip.addEventListener('click', () => needs.onVoice(this.#attributes.key))
    const bar = aside('span', 'bar')
    bar.ariaHidden = 'true'
    this.#state = aside('span', 'only-heard')
    this.#note = aside('span', 'note')
    this.contentDOM = document.createElement(elements[this.#attributes.sub])
    this.contentDOM.className = 'words'
    this.contentDOM.dir = 'auto'
    this.dom.append(this.#chip, bar, this.#state, this.contentDOM, this.#note)
    this.refresh()
  }

  get #attributes(): BlockAttributes {
    return attributesOf(this.node)
  }

  /** Draws what is not text anew, if it is another than before. */
  refresh(): void {
    const look = this.#needs.look(this.node)
    const { key, locked, sub } = this.#attributes
    const shown = JSON.stringify([look, key, locked])
    if (shown === this.#shown) return
    this.#shown = shown
    const { state, stateText, voiceName, color, problem, isCurrent } = look
    this.dom.className = `p ${sub} v${color} ${state} ${locked ? 'locked' : ''} ${isCurrent ? 'now' : ''}`
    this.dom.dataset.key = key
    this.#chip.textContent = [...voiceName][0]?.toUpperCase() ?? ''
    this.#chip.ariaLabel = this.#needs.voiceLabel(voiceName)
    this.#chip.title = voiceName
    this.#state.textContent = stateText
    this.#note.replaceChildren(...(problem ? [`${problem} `, this.#retryButton()] : []))
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type || attributesOf(node).sub !== this.#attributes.sub) return false
    this.node = node
    this.refresh()
    return true
  }

  /** What a browser puts beside the words does not stand there as if it were text: it is drawn anew. */
  ignoreMutation(mutation: { target: globalThis.Node; type: string }): boolean {
    if (mutation.type === 'childList' && mutation.target === this.dom) return false
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof HTMLButtonElement
  }

  destroy(): void {
    this.#needs.onGone(this)
  }

  #retryButton(): HTMLElement {
    const button = aside('button', 'retry')
    button.type = 'button'
    button.textContent = this.#needs.retryLabel
    button.addEventListener('click', () => this.#needs.onRetry(this.#attributes.key))
    return button
  }
}

function aside<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.className = className
  element.contentEditable = 'false'
  return element
}
