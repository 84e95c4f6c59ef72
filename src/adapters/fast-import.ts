export interface ImportedRecord {
  subject: string
  /** content of record.json */
  content: string
  /** ISO time */
  at: string
}

/**
 * A `git fast-import` stream that appends commits to a ref, one a record, and prints their ids.
 * git itself refuses it when the ref does not stand at `tip`: that is the compare-and-set.
 */
export function fastImportStream(
  ref: string,
  tip: string | null,
  records: readonly ImportedRecord[],
): string {
  const commits = records.map(({ subject, content, at }, index) => {
    const parent = index === 0 ? tip : `:${markOf(index - 1)}`
    return [
      `commit ${ref}`,
      `mark :${markOf(index)}`,
      `committer pipeline <pipeline> ${Math.floor(Date.parse(at) / 1000)} +0000`,
      data(subject),
      ...(parent === null ? [] : [`from ${parent}`]),
      "M 100644 inline record.json",
      data(content),
      "",
    ].join("\n")
  })
  return `${commits.join("")}${records.map((_, index) => `get-mark :${markOf(index)}\n`).join("")}done\n`
}

const markOf = (index: number): number => index + 1

const data = (text: string): string => `data ${new TextEncoder().encode(text).length}\n${text}`
