import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { atFileEnd } from "./file-end.ts"
import { runThere } from "./light-process.ts"

/** Gone when the test file is done. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "pipeline-test-")))
  atFileEnd(() => rm(directory, { recursive: true, force: true }))
  return directory
}

const INIT = `root=$1; shift
git init --quiet --initial-branch=main "$@" "$root"
git -C "$root" config user.name "Ana Sample"
git -C "$root" config user.email ana@example.com`

const COMMIT = `git add --all
git commit --quiet --allow-empty --message "$1"
git rev-parse HEAD`

/** A real repository in a temporary directory; git's failures throw. */
export class GitRepo {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(...options: string[]): Promise<GitRepo> {
    const root = join(await temporaryDirectory(), "app")
    await runThere(["sh", "-ec", INIT, "init", root, ...options], { cwd: tmpdir(), env: process.env })
    return new GitRepo(root)
  }

  /** A working tree or a repository that is there already. */
  static at(root: string): GitRepo {
    return new GitRepo(root)
  }

  git(...args: string[]): Promise<string> {
    return runThere(["git", ...args], { cwd: this.root, env: process.env })
  }

  /** Commits files, by path; gives the commit's id. */
  async commit(subject: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, path)), { recursive: true })
      await writeFile(join(this.root, path), content)
    }
    return runThere(["sh", "-ec", COMMIT, "commit", subject], { cwd: this.root, env: process.env })
  }

  /** Every ref and what it names: equal before and after where nothing may change. */
  refs(): Promise<string> {
    return this.git("for-each-ref", "--format=%(refname) %(objectname)")
  }

  /** Throws when an object is broken or missing. */
  async check(): Promise<void> {
    await this.git("fsck", "--strict", "--no-dangling", "--no-progress")
  }
}
