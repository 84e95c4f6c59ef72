/** Values that `{name}` placeholders in URLs, arguments and environment values stand for. */
export type Values = Readonly<Record<string, string>>

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

/** Replaces every known `{name}`; an unknown one stays, for `missingPlaceholders` to report. */
export const fill = (template: string, values: Values): string =>
  template.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  )

/** The names that a template uses and values lack, each once. */
export function missingPlaceholders(template: string, values: Values): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as string)
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name))
}

/** `${HOME}` and `{{title}}` are another program's. */
const OWN = /(?<![${])\{([A-Za-z][A-Za-z0-9_]*)\}(?!\})/g

/** The names that an argument or a variable of a command uses and values lack; what others would replace is not looked at. */
export const strangePlaceholders = (template: string, known: readonly string[]): string[] => {
  const names = [...template.matchAll(OWN)].map((match) => match[1] as string)
  return [...new Set(names)].filter((name) => !known.includes(name))
}
