import { execFile } from "node:child_process"
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll } from "vitest"

// git, also where the code under test starts it, sees no configuration of this machine or its user
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
})

const directories: string[] = []

afterAll(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true })
})

/** Gone when the test file is done. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "pipeline-test-")))
  directories.push(directory)
  return directory
}

const run = promisify(execFile)

/** A real repository in a temporary directory; git's failures throw. */
export class GitRepo {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async create(...options: string[]): Promise<GitRepo> {
    const root = join(await temporaryDirectory(), "app")
    await run("git", ["init", "--quiet", "--initial-branch=main", ...options, root])
    const repo = new GitRepo(root)
    await repo.git("config", "user.name", "Ana Sample")
    await repo.git("config", "user.email", "ana@example.com")
    return repo
  }

  /** A working tree or a repository that is there already. */
  static at(root: string): GitRepo {
    return new GitRepo(root)
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await run("git", args, { cwd: this.root, maxBuffer: 2 ** 26 })
    return stdout.trimEnd()
  }

  /** Commits files, by path; gives the commit's id. */
  async commit(subject: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, path)), { recursive: true })
      await writeFile(join(this.root, path), content)
    }
    await this.git("add", "--all")
    await this.git("commit", "--quiet", "--allow-empty", "--message", subject)
    return this.git("rev-parse", "HEAD")
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
