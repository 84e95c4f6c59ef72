import type { Container, Directory, Service, Workspace } from "@dagger.io/dagger"
import { sandboxServices } from "../adapters/deployers.ts"
import { type Given, readValues, runCommand, type Values } from "../commands.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { reason } from "../core/reasons.ts"
import { type Format, render } from "../core/report/render.ts"
import { type Command, succeeds } from "../core/report/report.ts"
import { type Program, spell } from "../core/spelling.ts"
import type { Release, Stage } from "../core/stage.ts"
import { clip } from "../core/text.ts"
import type { ContainerTree } from "./container.ts"
import { type Caller, engineRunner, type Opened, withWorkbench } from "./wire.ts"

const PROGRAM: Program = "dagger call"

/** What the module was constructed with. */
type Module = Omit<Caller, "git" | "config"> & { git?: Directory | undefined; config?: Directory | undefined }

/**
 * One call of a function of the module. An engine passes on a thrown error's message and nothing else, so the message
 * is the report.
 * @param workspace where it was called from
 * @param given the function's arguments; "" stands for a text that was not given, because an engine has nothing else
 */
export async function call(
  command: Command,
  module: Module,
  workspace: Workspace,
  { format, ...given }: Given & { format: Format },
): Promise<string> {
  return explained(async () => {
    const values = valuesOf(command, given)
    const report = await runCommand(command, values, engineRunner(callerOf(module, workspace)))
    const text = spell(render(report, format), PROGRAM)
    if (succeeds(command, report)) return text
    throw new Error(text)
  })
}

/** The container in which the deploy command of a version would run. */
export const workbench = (module: Module, workspace: Workspace, given: Given): Promise<Container> =>
  ofVersion(
    "workbench",
    module,
    workspace,
    given,
    async ({ context, workbench, image }, { stage, release }) => {
      const { config, ports } = context
      const { openWorkbench } = await import("../adapters/open-workbench.ts")
      const around = { stage, release, signal: ports.signal, say: ports.say }
      const opened = await openWorkbench(config.deployer, workbench, image, {}, around)
      return (opened.tree as ContainerTree).around(opened)
    },
  )

/** A service of the sandbox, with those before it. */
export const serve = (module: Module, workspace: Workspace, given: Given): Promise<Service> =>
  ofVersion(
    "serve",
    module,
    workspace,
    given,
    async ({ context, workbench }, { stage, release, service }) => {
      const { deployer } = context.config
      if (deployer.kind !== "sandbox") throw new PipelineError("usage", reason("NOT_A_SANDBOX"))
      const specs = sandboxServices(deployer, stage, release, service)
      return workbench.serviceOf(release, specs) as Service
    },
  )

interface Version {
  stage: Stage
  release: Release
  service: string | null
}

/** What a function gives of a version that exists. */
const ofVersion = <T>(
  command: Command,
  module: Module,
  workspace: Workspace,
  given: Given,
  body: (opened: Opened, version: Version) => Promise<T>,
): Promise<T> =>
  explained(() =>
    withWorkbench(callerOf(module, workspace), async (opened) => {
      const { tag, stage, service = null } = valuesOf(command, given) as unknown as Version & { tag: string }
      const { config, ports } = opened.context
      const { sha } = await ports.repository.lookUp(tag, config.mainBranch)
      if (sha === null) throw usageError("TAG_NOT_FOUND", `The repository has no tag ${clip(tag)}.`)
      return body(opened, { stage, service, release: { tag, sha } })
    }),
  )

function valuesOf(command: Command, given: Given): Values {
  const texts = Object.entries(given).filter(([, value]) => value !== "")
  const { values, problems } = readValues(command, Object.fromEntries(texts))
  if (problems.length > 0) throw usageError("USAGE", "The call cannot be understood.", problems)
  return values
}

/** An expected stop is explained as on a host. */
async function explained<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw error instanceof PipelineError ? new Error(spell(renderError(error), PROGRAM)) : error
  }
}

/**
 * The workspace is a function's argument and not the constructor's: an engine remembers what a constructor gave, and so
 * starts the module once a call, unless its arguments differ from call to call.
 */
const callerOf = (module: Module, workspace: Workspace): Caller => ({
  ...module,
  git: module.git ?? workspace.directory("/.git"),
  config: module.config ?? workspace.directory("/", { include: ["pipeline.json"] }),
})
