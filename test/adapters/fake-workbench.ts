import type { Deployment } from "../../src/release/ports.ts"
import type {
  CommandOptions,
  CommandResult,
  Service,
  Tree,
  Workbench,
} from "../../src/workbench/workbench.ts"

export const RELEASE = { tag: "v1.2.3", sha: "abcdef0123".repeat(4) }

export interface Ran {
  argv: readonly string[]
  options: CommandOptions
}

/** What a command does: answers, or throws when it cannot be started. May change the tree's files. */
type Script = (
  ran: Ran,
  files: Map<string, string>,
) => Partial<CommandResult> | Promise<Partial<CommandResult>>

/** A workbench in which commands do what a test says, and which keeps what was asked of it. */
export class FakeWorkbench implements Workbench {
  readonly ran: Ran[] = []
  readonly checkedOut: { sha: string; image: string | undefined }[] = []
  readonly served_: { stage: string; sha: string; services: readonly Service[] }[] = []
  disposed = 0
  /** the tree's files, by path */
  readonly files: Map<string, string>
  /** by program */
  private readonly scripts: Readonly<Record<string, Script>>
  /** as on an engine, which shows what a command prints */
  isWatched = false
  failCheckOut: Error | null = null
  /** what `serve` resolves to, or how it fails */
  urls: Record<string, string> | Error = {}
  /** what `served` answers */
  alive: Record<string, string> | null = null

  constructor(scripts: Readonly<Record<string, Script>> = {}, files: Readonly<Record<string, string>> = {}) {
    this.scripts = scripts
    this.files = new Map(Object.entries(files))
  }

  async checkOut({ sha }: { sha: string }, image: string | undefined): Promise<Tree> {
    this.checkedOut.push({ sha, image })
    if (this.failCheckOut !== null) throw this.failCheckOut
    return {
      isWatched: this.isWatched,
      run: async (argv, options) => {
        const ran = { argv, options }
        this.ran.push(ran)
        const script = this.scripts[argv[0] ?? ""]
        if (script === undefined) throw new Error(`spawn ${argv[0]} ENOENT`)
        const result = { exitCode: 0, stdout: "", stderr: "", timedOut: false, isWhole: true }
        return { ...result, ...(await script(ran, this.files)) }
      },
      complete: async () => {},
      has: async (path) => this.files.has(path),
      readText: async (path) => {
        const text = this.files.get(path)
        if (text?.startsWith("refused: ")) throw new Error(text.slice("refused: ".length))
        return text ?? null
      },
      remove: async (path) => void this.files.delete(path),
      dispose: async () => {
        this.disposed++
      },
    }
  }

  async serve(
    stage: string,
    { sha }: { sha: string },
    services: readonly Service[],
    claim: () => Promise<void>,
  ) {
    await claim()
    this.served_.push({ stage, sha, services })
    if (this.urls instanceof Error) throw this.urls
    return this.urls
  }

  endRun?: (runId: string) => Promise<void>

  served = async () => this.alive
}

export const deploymentOf = (fields: Partial<Deployment> = {}): Deployment => ({
  stage: "production",
  release: RELEASE,
  runId: "run-1",
  credentials: { env: {}, secrets: {} },
  signal: new AbortController().signal,
  say: () => {},
  isOver: async () => false,
  fence: 1,
  claimEffect: async () => {},
  ...fields,
})
