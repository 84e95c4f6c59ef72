/** A value this short is no secret, and masking it would spoil every text. */
const MIN_LENGTH = 6

/** Secrets that can be recognized by their form. */
const RECOGNIZABLE: readonly [RegExp, string][] = [
  // user and password of a URL
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, "$1***@"],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]{8,}=*/gi, "$1 ***"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, "***"],
  [/\b(xox[a-z]|gh[a-z]|github_pat|sk|xapp)[-_][A-Za-z0-9_-]{8,}/g, "***"],
]

/**
 * Masks secrets in text of others before it is shown: those whose value is known, and what looks like one.
 * It cannot know every secret, so only a little of such text may be quoted.
 */
export function redact(text: string, known: readonly string[]): string {
  const masked = known
    .filter((secret) => secret.length >= MIN_LENGTH)
    .sort((one, other) => other.length - one.length)
    .reduce((left, secret) => left.replaceAll(secret, "***"), text)
  return RECOGNIZABLE.reduce((left, [pattern, mask]) => left.replace(pattern, mask), masked)
}
