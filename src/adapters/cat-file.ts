/** One answer of `git cat-file --batch`; null: there is no such object. */
export type CatFileObject = { id: string; content: string } | null

/**
 * Splits the output of `git cat-file --batch`, whose sizes count bytes.
 * Null for output that is not text: the bytes that stood there are lost, and the sizes with them.
 */
export function parseCatFile(stdout: string): CatFileObject[] | null {
  const bytes = new TextEncoder().encode(stdout)
  const objects: CatFileObject[] = []
  let position = 0
  while (position < bytes.length) {
    const start = bytes.indexOf(LINE_FEED, position) + 1
    if (start === 0) return null
    const line = textOf(bytes.subarray(position, start - 1))
    const [, id, size] = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(line) ?? []
    if (id === undefined) {
      if (!line.endsWith(" missing")) return null
      objects.push(null)
      position = start
    } else {
      const end = start + Number(size)
      if (bytes[end] !== LINE_FEED) return null
      objects.push({ id, content: textOf(bytes.subarray(start, end)) })
      position = end + 1
    }
  }
  return objects
}

const LINE_FEED = 10

const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
