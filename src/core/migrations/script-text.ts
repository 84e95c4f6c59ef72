/** A string or template of a script. */
export interface Literal {
  /** where its opening quote is */
  at: number
  /** null for a template that is filled in at run time */
  text: string | null
}

/**
 * A script in JavaScript or TypeScript whose comments and strings are blanked out, so that neither can be taken for
 * code. What is left keeps its place, and strings keep their quotes.
 */
export interface ScriptText {
  code: string
  literals: Literal[]
}

/** Comments, strings, templates, regular expressions; and the beginning of one that has no end. */
const TOKEN = new RegExp(
  [
    /\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|`(?:[^`\\]|\\[\s\S])*`/,
    // a slash that follows a value divides it
    /(?<=[(,=:[!&|?{};]\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//,
    /['"`]|\/\*/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
)

/** Null for a text that ends within a string or a comment, or that nests templates. */
export function readScript(text: string): ScriptText | null {
  const literals: Literal[] = []
  let broken = false
  const code = text.replace(TOKEN, (token, at: number) => {
    const quote = token[0] as string
    if (token.length === 1 || token === "/*") broken = true
    if (quote === "/") return " ".repeat(token.length)
    const inner = token.slice(1, -1)
    if (quote === "`" && isCutOff(inner)) broken = true
    literals.push({ at, text: quote === "`" && inner.includes("${") ? null : inner })
    return `${quote}${" ".repeat(inner.length)}${quote}`
  })
  return broken ? null : { code, literals }
}

/** A template within a template ends it early: what it is filled in with then has no end. */
const isCutOff = (template: string): boolean => template.lastIndexOf("${") > template.lastIndexOf("}")
