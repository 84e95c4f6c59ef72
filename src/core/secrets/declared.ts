/** A secret that an app's source names. */
export interface DeclaredSecret {
  name: string
  /** it has a value of its own, so that a stage may lack one */
  hasDefault: boolean
}

const DECLARATION = /new\s+sst\s*\.\s*Secret\s*\(\s*(["'`])([A-Z][A-Za-z0-9]*)\1\s*(,\s*[^)\s])?/g

/** What is no comment is a text or anything else: a `//` within quotes begins none. */
const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g

const withoutComments = (source: string): string =>
  source.replace(COMMENT_OR_TEXT, (part) => (part.startsWith("/") ? " " : part))

/**
 * The secrets that sources declare with `new sst.Secret("Name", default?)`, each once, by name. One whose name is
 * computed is not seen; pipeline.json can name it.
 */
export function declaredSecrets(sources: readonly string[]): DeclaredSecret[] {
  const found = new Map<string, boolean>()
  for (const source of sources) {
    for (const [, , name = "", fallback] of withoutComments(source).matchAll(DECLARATION)) {
      found.set(name, (found.get(name) ?? true) && fallback !== undefined)
    }
  }
  return [...found]
    .map(([name, hasDefault]) => ({ name, hasDefault }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}
