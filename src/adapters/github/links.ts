/** The address of the next page in a Link header; null on the last one. */
export function nextPage(link: string | null): string | null {
  const next = (link ?? "").split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?\s*(;|$)/i.test(part))
  return next === undefined ? null : (/^\s*<([^>]*)>/.exec(next)?.[1] ?? null)
}
