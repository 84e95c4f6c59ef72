import { importsOf } from "./import-rule.ts"
import { cut } from "./layers.ts"

/** Sources by their path below the repository's root. */
export type Sources = ReadonlyMap<string, string>

/** Every circle of imports, types included: the files of each in alphabetical order. */
export function circlesOf(sources: Sources): string[][] {
  const graph = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]))
  const numbers = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  // Tarjan's strongly connected components
  const visit = (path: string): void => {
    numbers.set(path, numbers.size)
    lowest.set(path, numbers.size - 1)
    open.push(path)
    const imports = graph.get(path) ?? []
    for (const { target } of imports) {
      if (!graph.has(target)) continue
      if (!numbers.has(target)) visit(target)
      else if (!open.includes(target)) continue
      lowest.set(path, Math.min(lowest.get(path) as number, lowest.get(target) as number))
    }
    if (lowest.get(path) !== numbers.get(path)) return
    const component = open.splice(open.indexOf(path)).sort()
    const importsItself = imports.some(({ target }) => target === path)
    if (component.length > 1 || importsItself) circles.push(component)
  }
  for (const path of graph.keys()) if (!numbers.has(path)) visit(path)
  return circles
}

/** Files that are too long, and short ones that belong into the file of their only user. */
export function sizeFaults(sources: Sources): string[] {
  const users = usersOf(sources)
  return [...sources]
    .filter(([path]) => path.startsWith("src/"))
    .flatMap(([path, text]) => {
      const lines = text.split("\n").length - 1
      const [user, another] = users.get(path) ?? []
      if (lines > cut.maxLines && !cut.tables.includes(path)) {
        return [`${path}: ${lines} lines, more than ${cut.maxLines}`]
      }
      return lines < cut.minLines && user !== undefined && another === undefined
        ? [
            `${path}: ${lines} ${lines === 1 ? "line" : "lines"}, used by ${user} alone: move it there, or join it with its like`,
          ]
        : []
    })
}

/** Who imports a file. What is loaded on demand has to be a file of its own: it is left out. */
function usersOf(sources: Sources): Map<string, string[]> {
  const users = new Map<string, string[]>()
  const onDemand = new Set<string>()
  for (const [path, text] of sources) {
    for (const imported of importsOf(path, text)) {
      if (imported.onDemand) onDemand.add(imported.target)
      const others = users.get(imported.target) ?? []
      if (!others.includes(path)) users.set(imported.target, [...others, path])
    }
  }
  for (const path of onDemand) users.delete(path)
  return users
}

/** Where a program begins, and what is read there is handed on; and programs that are sent elsewhere as text. */
const BEGINNINGS =
  /^src\/(?:engine\/|host\/(?:environment|(?:demo\/)?main)\.ts|adapters\/sst\/(?:secret-)?programs\.ts)/
const SURROUNDINGS =
  /\bprocess\.(?:env|argv|cwd|chdir|stdin|stdout|stderr|on|once|off|ppid|exit|exitCode)\b|(?<=\} = )process\b(?!\.)/
/** What it is that a file has to touch by itself, and why. */
const TOUCHED: Readonly<Record<string, string>> = {
  "src/adapters/aws/connection.ts": "AWS's SDK takes it from nowhere else: process.env[VERSION_WARNING]",
}

/** Files that read what a process has around it, where several runs in one process could not have their own. */
export function surroundingsFaults(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    if (!path.startsWith("src/") || BEGINNINGS.test(path)) return []
    const allowed = TOUCHED[path]?.split(": ")[1]
    return text.split("\n").flatMap((line, index) => {
      const [found] = (allowed === undefined ? line : line.replaceAll(allowed, "")).match(SURROUNDINGS) ?? []
      return found === undefined ? [] : [`${path}:${index + 1}: ${found} is read where a program begins`]
    })
  })
}

export function countFaults(sources: Sources): string[] {
  const count = [...sources.keys()].filter((path) => path.startsWith("src/")).length
  return count > cut.maxFiles ? [`${count} files below src/, more than ${cut.maxFiles}`] : []
}
