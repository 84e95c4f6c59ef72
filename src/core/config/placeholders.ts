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
