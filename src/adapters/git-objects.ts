import type { Git } from "../workbench/workbench.ts"

/** One answer of `git cat-file --batch`; null: there is no such object. */
export type GitObject = { id: string; content: string } | null

/**
 * Reads objects in one process, each by any name that git takes. Not all of them are text: then it says so.
 * @returns the objects in the order of their names, or what went wrong
 */
export async function readObjects(
  git: Git,
  names: readonly string[],
): Promise<{ objects: GitObject[] } | { failed: string } | "not text"> {
  const { exitCode, stdout, stderr } = await git(
    ["cat-file", "--batch"],
    names.map((name) => `${name}\n`).join(""),
  )
  if (exitCode !== 0) return { failed: stderr }
  const objects = parseCatFile(stdout)
  return objects?.length === names.length ? { objects } : "not text"
}

/**
 * Splits the output of `git cat-file --batch`, whose sizes count bytes. Where each character is a byte, as in most
 * records, the text itself is split: a long history is copied twice less.
 * Null for output that is not text: the bytes that stood there are lost, and the sizes with them.
 */
function parseCatFile(stdout: string): GitObject[] | null {
  const data = Buffer.byteLength(stdout) === stdout.length ? stdout : Buffer.from(stdout)
  const textOf = (from: number, to: number): string =>
    typeof data === "string" ? data.slice(from, to) : data.toString("utf8", from, to)
  const objects: GitObject[] = []
  let position = 0
  while (position < data.length) {
    const start = data.indexOf("\n", position) + 1
    if (start === 0) return null
    const line = textOf(position, start - 1)
    const [, id, size] = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(line) ?? []
    if (id === undefined) {
      if (!line.endsWith(" missing")) return null
      objects.push(null)
      position = start
    } else {
      const end = start + Number(size)
      if (textOf(end, end + 1) !== "\n") return null
      objects.push({ id, content: textOf(start, end) })
      position = end + 1
    }
  }
  return objects
}

export interface ImportedRecord {
  subject: string
  /** content of record.json */
  content: string
  /** ISO time */
  at: string
}

/**
 * A `git fast-import` stream that appends commits to a ref, one a record, and prints their ids.
 * git itself refuses it when the ref is not at `tip`: that is the compare-and-set.
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

/**
 * What to tell of a file that a run goes by and that no commit has as it is; null where the checked-out one has it.
 * @param path below the repository's root
 */
export async function uncommitted(git: Git, path: string, text: string): Promise<string | null> {
  // a batch takes a file that is not there for an answer: git fails otherwise, which an engine shows in red
  const read = await readObjects(git, [`HEAD:${path}`])
  const committed = typeof read === "object" && "objects" in read ? read.objects[0] : undefined
  if (committed === undefined) return null
  if (committed === null) return `${path} is not in the commit that is checked out; this run uses it anyway`
  // some checkouts have other line ends
  const same = committed.content.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n")
  return same ? null : `${path} has changes that are not committed; this run uses them`
}
