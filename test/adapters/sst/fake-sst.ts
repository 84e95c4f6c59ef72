import { sstDeployer } from "../../../src/adapters/sst/deployer.ts"
import { FIND_BINARY, HIDE_OUTPUTS, READ_LOCK, READ_UPDATE } from "../../../src/adapters/sst/programs.ts"
import {
  LIST_SECRET_NAMES,
  MASK_LINES,
  READ_OUTPUTS,
  SET_SECRET,
  SHOW_DIFF,
} from "../../../src/adapters/sst/secret-programs.ts"
import { PreparedTrees } from "../../../src/adapters/sst/tree.ts"
import type { SstConfig } from "../../../src/core/config/tools.ts"
import type { Deployment } from "../../../src/release/ports.ts"
import type { CommandResult } from "../../../src/workbench/workbench.ts"
import { recorded } from "../../core/sst/recorded.ts"
import { deploymentOf, FakeWorkbench, type Ran } from "../fake-workbench.ts"

export const SST = "/tree/node_modules/sst-linux-x64/bin/sst"
export const NOW = new Date("2026-11-24T18:41:15.465Z")

export const CONFIG: SstConfig = {
  kind: "sst",
  install: "auto",
  outputs: ["api"],
  arguments: [],
  env: {},
  secrets: {},
  timeoutSeconds: 60,
  graceSeconds: 5,
}

/** What SST downloads its engine with. */
export const TOKENS = { GITHUB_TOKEN: { plaintext: async () => "canary-token" } }

type Answer = Partial<CommandResult> & { log?: string | null }

/** What each part of a deploy does; what is not said goes well. */
export interface Behaviour {
  install?: (ran: Ran) => Partial<CommandResult>
  platform?: () => Partial<CommandResult>
  find?: () => Partial<CommandResult>
  /** each `sst deploy`, in order; the last one answers for those that follow */
  deploys?: ((ran: Ran, files: Map<string, string>) => Answer)[]
  unlock?: () => Partial<CommandResult>
  /** what each look at the lock finds, in order */
  locks?: unknown[]
  outputs?: () => unknown
  mask?: (lines: string[]) => unknown
  names?: () => unknown
  set?: () => Partial<CommandResult>
  update?: () => unknown
  diff?: () => unknown
}

const OUTPUTS = ".sst/outputs.json"

/** An `sst deploy` that ends well and writes its outputs. */
export const succeeds = (_ran: Ran, files: Map<string, string>): Answer => {
  files.set(OUTPUTS, '{"api":"https://api"}')
  return recorded("success")
}
/** One that answers as the real one did. */
export const answers = (name: string) => (): Answer => recorded(name)

/** A workbench whose tree has an SST that behaves as a test says; keeps what was run, by name. */
export class FakeSst {
  readonly workbench: FakeWorkbench
  readonly deployer
  /** runs whose processes were ended, and what had been run of SST by then */
  readonly ended: string[] = []
  private deploys = 0
  private looks = 0

  constructor(
    behaviour: Behaviour = {},
    config: Partial<SstConfig> = {},
    files: Record<string, string> = {},
  ) {
    const say = (value: unknown): Partial<CommandResult> => ({ stdout: `${JSON.stringify(value)}\n` })
    const pick = <T>(list: readonly T[], index: number): T => list[Math.min(index, list.length - 1)] as T
    const deploy = (ran: Ran, tree: Map<string, string>): Partial<CommandResult> => {
      const { log, ...answer } = pick(behaviour.deploys ?? [succeeds], this.deploys++)(ran, tree)
      if (typeof log === "string") tree.set(".sst/log/sst.log", log)
      for (const line of (answer.stdout ?? "").split("\n")) ran.options.say(line)
      return answer
    }
    const node = (ran: Ran): Partial<CommandResult> => {
      switch (ran.argv[2]) {
        case HIDE_OUTPUTS:
          return deploy(ran, this.workbench.files)
        case FIND_BINARY:
          return behaviour.find?.() ?? { stdout: `${SST}\n` }
        case READ_LOCK:
          return say(pick(behaviour.locks ?? [{ lock: null }], this.looks++))
        case READ_UPDATE:
          return say(behaviour.update?.() ?? { update: null })
        case READ_OUTPUTS:
          return say(behaviour.outputs?.() ?? { outputs: { api: "https://api" }, missing: [], secret: [] })
        case MASK_LINES: {
          const lines = JSON.parse(ran.options.env.PIPELINE_LINES ?? "[]") as string[]
          return say(behaviour.mask?.(lines) ?? lines)
        }
        case SHOW_DIFF:
          return say(behaviour.diff?.() ?? { steps: [] })
        case LIST_SECRET_NAMES:
          return say(behaviour.names?.() ?? { secrets: [] })
        case SET_SECRET:
          return behaviour.set?.() ?? {}
      }
      throw new Error("an unknown program")
    }
    this.workbench = new FakeWorkbench(
      {
        npm: (ran) => behaviour.install?.(ran) ?? {},
        node,
        [SST]: (ran, tree) => {
          if (ran.argv[1] === "install") return behaviour.platform?.() ?? {}
          return ran.argv[1] === "unlock" ? (behaviour.unlock?.() ?? {}) : deploy(ran, tree)
        },
      },
      { "package.json": "{}", "package-lock.json": "{}", ...files },
    )
    this.workbench.endRun = async (runId) => void this.ended.push(`${runId} after ${this.commands.length}`)
    const whole = { ...CONFIG, ...config }
    this.deployer = sstDeployer(
      whole,
      new PreparedTrees(whole, this.workbench, "node:24", { secrets: TOKENS, secretFiles: {} }),
      () => NOW,
    )
  }

  deploy(fields: Partial<Deployment> = {}) {
    return this.deployer.deploy(deploymentOf(fields))
  }

  /** what was run of SST itself, once it was installed */
  get commands(): string[] {
    return this.workbench.ran
      .filter(({ argv }) => argv[0] === SST && argv[1] !== "install")
      .map(({ argv }) => argv.slice(1).join(" "))
  }

  ranAs(command: string): Ran[] {
    return this.workbench.ran.filter(({ argv }) => argv[0] === SST && argv[1] === command)
  }
}
