import { constants } from "node:fs"
import { cp, type FileHandle, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { formatConfigFile, objectFormatOf, type Setting, transportOf } from "../adapters/git-transport.ts"
import { type Git, MAX_TEXT_BYTES } from "../workbench/workbench.ts"

/** The repository that a tree is of. */
export interface TreeSource {
  /** the directory of its refs and objects */
  gitDir: string
  /** all that git finds in it */
  settings: readonly Setting[]
}

/**
 * Writes the tree of a commit to a new directory, bit by bit: no setting and no attribute changes a file, neither the
 * user's nor the repository's own. It is a repository by itself that borrows the objects of the user's, so that tools
 * find their commit and tags there, and nothing that they do to it reaches the user's.
 * @param git runs on the source and reaches its remotes
 */
export async function writeTree(git: Git, source: TreeSource, root: string, sha: string): Promise<void> {
  const gitDir = join(root, ".git")
  const tags = await git(["for-each-ref", "--format=%(objectname) %(refname)", "refs/tags"])
  if (tags.exitCode !== 0) throw new Error(tags.stderr.trim())
  for (const folder of ["objects/info", "refs", "info"])
    await mkdir(join(gitDir, folder), { recursive: true })
  await Promise.all([
    writeFile(join(gitDir, "HEAD"), `${sha}\n`),
    writeFile(join(gitDir, "config"), treeConfig(source.settings)),
    writeFile(join(gitDir, "packed-refs"), tags.stdout),
    writeFile(
      join(gitDir, "objects", "info", "alternates"),
      `${alternate(join(source.gitDir, "objects"))}\n`,
    ),
    writeFile(join(gitDir, "info", "attributes"), NO_ATTRIBUTES),
    cp(join(source.gitDir, "shallow"), join(gitDir, "shallow")).catch(noFile),
  ])
  const inTree = ["--git-dir", gitDir, "--work-tree", root]
  const written = await git([...inTree, "read-tree", "--reset", "-u", sha])
  if (written.exitCode !== 0) throw new Error(written.stderr.trim())
  // what tools do in the tree is as the tag's own attributes say
  await rm(join(gitDir, "info", "attributes"))
  if ((await stat(join(root, ".gitmodules")).catch(noFile)) !== undefined) await addSubmodules(git, root)
}

/** git reads a line, unless it is quoted; other programs know no quotes. */
const alternate = (path: string): string => (/^"|\n/.test(path) ? JSON.stringify(path) : path)

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
}

/** Stronger than any that a tree has. */
const NO_ATTRIBUTES = "* -text -eol -crlf -ident -filter -working-tree-encoding\n"

/** What a partial clone needs to fetch what it lacks, besides its remote. */
const PARTIAL = /^(remote\..*\.(promisor|partialclonefilter)|extensions\.partialclone)$/s

function treeConfig(all: readonly Setting[]): string {
  const { settings } = transportOf(all)
  const remotes = settings.filter(({ key }) => /^remote\..*\.url$/s.test(key))
  // an address in .gitmodules may be relative to this one
  const origin = remotes.some(({ key }) => key === "remote.origin.url") ? undefined : remotes[0]
  const setting = (key: string, value: string): Setting => ({ key, value, scope: "local" })
  return formatConfigFile([
    setting("core.repositoryformatversion", "1"),
    setting("core.bare", "false"),
    setting("extensions.objectformat", objectFormatOf(all)),
    ...remotes,
    ...(origin === undefined ? [] : [setting("remote.origin.url", origin.value)]),
    ...all.filter(({ key }) => PARTIAL.test(key)),
  ])
}

/** A remote that says nothing for so long is given up. */
const PATIENCE = ["-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60"]
/** Objects that the user's repository has are not fetched again. */
const BORROWED = [
  "-c",
  "submodule.alternateLocation=superproject",
  "-c",
  "submodule.alternateErrorStrategy=info",
]

async function addSubmodules(git: Git, root: string): Promise<void> {
  const place = ["-C", root, "--git-dir", join(root, ".git"), "--work-tree", root]
  const update = ["submodule", "--quiet", "update", "--init", "--recursive"]
  const { exitCode, stderr } = await git([...place, ...PATIENCE, ...BORROWED, ...update])
  if (exitCode !== 0) throw new Error(`The submodules cannot be fetched: ${stderr.trim()}`)
}

/** Whether git can fetch a submodule from its address, without fetching it. Gives why not, or null. */
export async function reachSubmodule(git: Git, address: string, base: string | null): Promise<string | null> {
  const absolute = /^\.\.?\//.test(address) && base !== null ? relativeTo(base, address) : address
  if (/^(\/|\.|file:)/.test(absolute)) {
    const { stdout } = await git(["config", "--get", "protocol.file.allow"])
    if (stdout.trim() !== "always") {
      return "git takes no submodule from a directory, unless protocol.file.allow is always"
    }
  }
  const { exitCode, stderr } = await git([
    ...PATIENCE,
    "ls-remote",
    "--quiet",
    "--end-of-options",
    absolute,
    "HEAD",
  ])
  return exitCode === 0 ? null : (stderr.trim().split("\n")[0] ?? "")
}

/** As git does it: each `../` takes a part off the superproject's address. */
function relativeTo(base: string, address: string): string {
  let [left, rest] = [base.replace(/\/+$/, ""), address]
  for (;;) {
    if (rest.startsWith("./")) rest = rest.slice(2)
    else if (rest.startsWith("../")) {
      rest = rest.slice(3)
      left = left.replace(/[/:][^/:]*$/, "")
    } else return `${left}/${rest}`
  }
}

/** Takes a worktree of an older version of the pipeline from git's list; a tree needs none of that. */
export async function forgetWorktree(git: Git, root: string): Promise<void> {
  const link = await readFile(join(root, ".git"), "utf8").catch(() => "")
  if (link.startsWith("gitdir: ")) await git(["worktree", "remove", "--force", root])
}

const NO_FILE = ["ENOENT", "ENOTDIR"]

/** Reads a file of a tree, whatever a version has there; null: there is none. */
export async function readText(path: string, part?: "end"): Promise<string | null> {
  try {
    // a named pipe would be waited for
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const found = await file.stat()
      if (found.isDirectory()) return null
      if (!found.isFile()) throw new Error("it is not a plain file")
      const from = part === "end" ? Math.max(0, found.size - MAX_TEXT_BYTES) : 0
      // it may grow while it is read
      const buffer = Buffer.alloc(MAX_TEXT_BYTES + 1)
      const length = await fill(file, buffer, from)
      if (part !== "end" && length > MAX_TEXT_BYTES) {
        throw new Error(
          `it has ${Math.max(found.size, length)} bytes, and no more than ${MAX_TEXT_BYTES} are read`,
        )
      }
      return buffer.toString("utf8", 0, length)
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (NO_FILE.includes(code ?? "")) return null
    if (code === "ENXIO") throw new Error("it is not a plain file")
    throw error
  }
}

async function fill(file: FileHandle, buffer: Buffer, from: number): Promise<number> {
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, from + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length
}
