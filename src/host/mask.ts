const MASK = "***"

/**
 * Takes secrets out of a text, as an engine does: each as a whole, without the white space around it, and line
 * by line, because output is told in lines. The longest goes first: one may be part of another.
 */
export function maskFor(secrets: readonly string[]): (text: string) => string {
  const forms = [
    ...new Set(secrets.flatMap((secret) => [secret, ...secret.split("\n").map((line) => line.trim())])),
  ]
    .filter((form) => form.trim() !== "")
    .toSorted((one, other) => other.length - one.length)
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, MASK), text)
}
