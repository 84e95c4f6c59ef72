import { posix } from "node:path"
import { type Container, type Directory, dag, type Secret } from "@dagger.io/dagger"
import type { SecretValue } from "../core/secret.ts"
import type { Release } from "../core/stage.ts"
import {
  type CommandOptions,
  type CommandResult,
  GRACE_MS,
  type Tree,
  type Workbench,
} from "../workbench/workbench.ts"
import { execAny } from "./container-exec.ts"
import type { Nonce } from "./container-git.ts"
import { treeAt } from "./container-repository.ts"
import { ContainerServices } from "./container-services.ts"

const WORKDIR = "/app"
const CACHES = "/pipeline-caches"

/**
 * Steps in containers of an engine.
 * @param git the caller's .git directory
 */
export function containerWorkbench(git: Directory, defaultImage: string, nonce: Nonce): ContainerWorkbench {
  const filesOf = ({ sha }: Release): Directory => treeAt(git, sha)
  const inImage = (files: Directory, image: string): Container =>
    dag.container().from(image).withDirectory(WORKDIR, files).withWorkdir(WORKDIR)
  const services = new ContainerServices((stage, release) =>
    inImage(filesOf(release), defaultImage).withEnvVariable("PIPELINE_NONCE", `${stage}-${nonce()}`),
  )
  return {
    prepare: (stage, release, specs) => services.prepare(stage, release, specs),
    async checkOut(release, image = defaultImage, first) {
      const files = filesOf(release)
      if (first === undefined) return new ContainerTree(await inImage(files, image).sync(), null, nonce)
      const some = inImage(files.filter({ include: [...first] }), image)
      return new ContainerTree(await some.sync(), files, nonce)
    },
    serve: (stage, release, specs) => services.serve(stage, release, specs),
    // services end with the call that started them: an engine kills them with its session
    served: async () => null,
    owns: (hostname) => services.owns(hostname),
  }
}

interface ContainerWorkbench extends Workbench {
  /** Whether a host is a service of this call. */
  owns(hostname: string): boolean
}

class ContainerTree implements Tree {
  readonly isWatched = true
  private container: Container
  /** what `complete` adds; null when nothing is left out */
  private whole: Directory | null
  private readonly nonce: Nonce

  constructor(container: Container, whole: Directory | null, nonce: Nonce) {
    this.container = container
    this.whole = whole
    this.nonce = nonce
  }

  async complete(): Promise<void> {
    if (this.whole !== null) this.container = this.container.withDirectory(WORKDIR, this.whole)
    this.whole = null
  }

  async run(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
    const { timeoutMs, graceMs = GRACE_MS } = options
    const ready = await this.equip(options)
    const started = performance.now()
    const argvInTime = ["timeout", "-k", seconds(graceMs), seconds(timeoutMs), ...argv]
    const { container, exitCode, stdout, stderr } = await execAny(ready, argvInTime)
    if ((exitCode === 126 || exitCode === 127) && stderr.startsWith("timeout:"))
      throw new Error(stderr.trim())
    // only the files that it left reach the next command, not what it was given
    this.container = this.container.withRootfs(container.rootfs())
    const timedOut = exitCode !== 0 && performance.now() - started >= timeoutMs
    return { exitCode, stdout, stderr, timedOut }
  }

  private async equip({ env, secrets = {}, directory = ".", caches = {}, repeatable }: CommandOptions) {
    let container = this.container.withWorkdir(posix.join(WORKDIR, directory))
    for (const [name, value] of Object.entries(env)) container = container.withEnvVariable(name, value)
    for (const [name, key] of Object.entries(caches)) {
      const path = `${CACHES}/${key}`
      container = container
        .withMountedCache(path, dag.cacheVolume(`pipeline-${key}`))
        .withEnvVariable(name, path)
    }
    for (const [name, value] of Object.entries(secrets)) {
      container = container.withSecretVariable(name, await this.secretOf(name, value))
    }
    return repeatable ? container : container.withEnvVariable("PIPELINE_NONCE", this.nonce())
  }

  /** One that the module learnt itself becomes an engine's; names are never used twice, because the last one wins. */
  private async secretOf(name: string, value: SecretValue): Promise<Secret> {
    if ("uri" in value) return value as Secret
    return dag.setSecret(`${name}-${this.nonce()}`, await value.plaintext())
  }

  async readText(path: string): Promise<string | null> {
    if (!(await this.container.exists(path))) return null
    return this.container.file(path).contents()
  }

  async remove(path: string): Promise<void> {
    this.container = this.container.withoutFile(path)
  }

  async dispose(): Promise<void> {}
}

/** `timeout` takes whole seconds everywhere. */
const seconds = (ms: number): string => String(Math.ceil(ms / 1000))
