import type { Container, Service } from "@dagger.io/dagger"
import { openWorkbench, sandboxServices } from "../adapters/deployers.ts"
import { type Given, isLook, readValues, rendered, runCommand, type Values } from "../commands.ts"
import { PipelineError, renderError, usageError } from "../core/errors.ts"
import { reason } from "../core/reasons.ts"
import type { Command } from "../core/report/commands.ts"
import type { Format } from "../core/report/render.ts"
import { succeeds } from "../core/report/report.ts"
import type { Release, Stage } from "../core/stage.ts"
import { clip, type Program, spell } from "../core/text.ts"
import type { ContainerTree } from "./container.ts"
import { type Caller, engineRunner, type Opened, withWorkbench } from "./wire.ts"

const PROGRAM: Program = "dagger call"

type Asked = Omit<Caller, "isLook">

/** Throws the report when the outcome is not ok: an engine passes on only the message of an error. */
export const callCommand = (
  command: Command,
  caller: Asked,
  { format, ...given }: Given & { format: Format },
): Promise<string> =>
  explained(async () => {
    const report = await runCommand(
      command,
      valuesOf(command, given),
      engineRunner({ ...caller, isLook: isLook(command) }),
    )
    const text = await rendered(report, format, PROGRAM)
    if (succeeds(command, report)) return text
    throw new Error(text)
  })

export const giveWorkbench = (caller: Asked, given: Given): Promise<Container> =>
  ofVersion("workbench", caller, given, async ({ context, workbench, image }, { stage, release }) => {
    const { config, ports } = context
    const around = { stage, release, signal: ports.signal, say: ports.say }
    const opened = await openWorkbench(config.deployer, workbench, image, {}, around)
    return (opened.tree as ContainerTree).around(opened)
  })

export const giveService = (caller: Asked, given: Given): Promise<Service> =>
  ofVersion("serve", caller, given, async ({ context, workbench }, { stage, release, service }) => {
    const { deployer } = context.config
    if (deployer.kind !== "sandbox") throw new PipelineError("usage", reason("NOT_A_SANDBOX"))
    const services = sandboxServices(deployer, stage, release, service)
    return (await workbench.serviceOf(release, services)) as Service
  })

interface Version {
  stage: Stage
  release: Release
  service: string | null
}

/** Looks the tag up, then hands its version to the body. */
const ofVersion = <T>(
  command: Command,
  caller: Asked,
  given: Given,
  body: (opened: Opened, version: Version) => Promise<T>,
): Promise<T> =>
  explained(() =>
    withWorkbench({ ...caller, isLook: isLook(command) }, async (opened) => {
      const { tag, stage, service = null } = valuesOf(command, given) as unknown as Version & { tag: string }
      const { config, ports } = opened.context
      const { sha } = await ports.repository.lookUp(tag, config.mainBranch)
      if (sha === null) throw usageError("TAG_NOT_FOUND", `The repository has no tag ${clip(tag)}.`)
      return body(opened, { stage, service, release: { tag, sha } })
    }),
  )

/** An empty text counts as not given: a workflow passes on what a person left empty. */
function valuesOf(command: Command, given: Given): Values {
  const texts = Object.entries(given).filter(([, value]) => value !== "")
  const { values, problems } = readValues(command, Object.fromEntries(texts))
  if (problems.length > 0) throw usageError("USAGE", "The call cannot be understood.", problems)
  return values
}

/** Adds what happened and the fix to an expected error, as the host does. */
async function explained<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw error instanceof PipelineError ? new Error(spell(renderError(error), PROGRAM)) : error
  }
}
