/** What tests use of it: its own types bring the whole of a browser, in which Node's own have other types. */
declare module "jsdom" {
  interface Attribute {
    name: string
    value: string
  }
  interface Element {
    tagName: string
    attributes: Iterable<Attribute>
    textContent: string
    innerHTML: string
    getAttribute(name: string): string | null
    querySelector(selector: string): Element | null
    querySelectorAll(selector: string): Iterable<Element> & { length: number }
  }
  interface Violation {
    id: string
    nodes: { html: string }[]
  }
  export class JSDOM {
    constructor(
      html: string,
      options?: { runScripts?: "dangerously" | "outside-only"; pretendToBeVisual?: boolean },
    )
    readonly window: {
      document: Element
      eval(script: string): void
      /** there once its script has run */
      axe: {
        run(context: Element, options: object): Promise<{ violations: Violation[]; passes: Violation[] }>
      }
    }
  }
}
