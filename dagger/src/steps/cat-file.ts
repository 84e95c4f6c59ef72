/** One answer of `git cat-file --batch`; null: there is no such object. */
export type CatFileObject = { id: string; content: string } | null

/** Splits the output of `git cat-file --batch`, whose sizes count bytes. */
export function parseCatFile(stdout: string): CatFileObject[] {
  const bytes = new TextEncoder().encode(stdout)
  const text = new TextDecoder()
  const objects: CatFileObject[] = []
  let position = 0
  while (position < bytes.length) {
    const lineEnd = bytes.indexOf(LINE_FEED, position)
    const header = text.decode(bytes.subarray(position, lineEnd))
    const match = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(header)
    const start = lineEnd + 1
    if (match === null) {
      objects.push(null)
      position = start
    } else {
      const end = start + Number(match[2])
      objects.push({ id: match[1] as string, content: text.decode(bytes.subarray(start, end)) })
      position = end + 1
    }
  }
  return objects
}

const LINE_FEED = 10
