import { posix } from "node:path"
import {
  type Container,
  type Service as DaggerService,
  type Directory,
  dag,
  ExistsType,
  type Secret,
} from "@dagger.io/dagger"
import { maskerOf, type SecretValue } from "../core/masking.ts"
import type { Release } from "../core/stage.ts"
import {
  type CommandOptions,
  type CommandResult,
  DOCUMENT,
  GRACE_MS,
  LINES,
  MAX_TEXT_BYTES,
  type Service,
  type Tree,
  type Workbench,
} from "../workbench/workbench.ts"
import { endOf, execTool, inOneLine } from "./container-exec.ts"
import type { Nonce } from "./container-git.ts"
import { treeAt } from "./container-repository.ts"
import { ContainerServices, defineServices } from "./container-services.ts"

const WORKDIR = "/app"
const CACHES = "/pipeline-caches"
const SECRET_FILES = "/run/pipeline-secrets"
const MASKED_FORMS = "/run/pipeline-masks"
/** A secret in a settings file can take many forms, and each one masked costs a mount: the longest ones matter most. */
const MAX_MASKED_FORMS = 200

/**
 * Steps in containers of an engine.
 * @param git the caller's .git directory
 * @param served secrets of the application itself, which the sandbox's services hold as variables
 */
export function containerWorkbench(
  git: Directory,
  defaultImage: string,
  nonce: Nonce,
  served: Secrets,
): ContainerWorkbench {
  const filesOf = ({ sha }: Release): Directory => treeAt(git, sha)
  const inImage = (files: Directory, image: string): Container =>
    dag.container().from(image).withDirectory(WORKDIR, files).withWorkdir(WORKDIR)
  const treeOf = async (release: Release) => {
    const { others } = await formsOf(Object.values(served))
    return withForms(await withSecrets(inImage(filesOf(release), defaultImage), served, nonce), others, nonce)
  }
  const services = new ContainerServices(async (stage, release) =>
    (await treeOf(release)).withEnvVariable("PIPELINE_NONCE", `${stage}-${nonce()}`),
  )
  return {
    serviceOf: async (release, specs) => defineServices(await treeOf(release), specs).at(-1)?.service,
    prepare: (stage, release, specs) => services.prepare(stage, release, specs),
    async checkOut(release, image = defaultImage, first) {
      const files = filesOf(release)
      if (first === undefined) return new ContainerTree(await inImage(files, image).sync(), null, nonce)
      const some = inImage(files.filter({ include: [...first] }), image)
      return new ContainerTree(await some.sync(), files, nonce)
    },
    serve: (stage, release, specs, claim) => services.serve(stage, release, specs, claim),
    // what a command left running ends with its container, and services with the call that started them
    served: async () => null,
    owns: (hostname) => services.owns(hostname),
  }
}

export interface ContainerWorkbench extends Workbench {
  /** The last of these services, bound to the others; not started. */
  serviceOf(release: Release, services: readonly Service[]): Promise<DaggerService | undefined>
  /** Whether a host is a service of this call. */
  owns(hostname: string): boolean
}

type Secrets = Readonly<Record<string, SecretValue>>

/** Hands secrets on as variables. */
async function withSecrets(container: Container, secrets: Secrets, nonce: Nonce): Promise<Container> {
  let current = container
  for (const [name, value] of Object.entries(secrets)) {
    current = current.withSecretVariable(name, await secretOf(name, value, nonce))
  }
  return current
}

/** The other forms of secrets than their whole values, and what masks both. */
async function formsOf(secrets: readonly SecretValue[]) {
  const values = await Promise.all(secrets.map((secret) => secret.plaintext()))
  const masker = maskerOf(values)
  const others = masker.forms.filter((form) => !values.some((value) => value.trim() === form))
  return { masker, others: others.slice(0, MAX_MASKED_FORMS) }
}

/**
 * An engine shows what a command prints as it comes, and masks the whole values of the secrets that the command was given.
 * The other forms of a value are given as secrets too, so that it masks them as well.
 */
const withForms = (container: Container, forms: readonly string[], nonce: Nonce): Container =>
  forms.reduce((around, form, number) => {
    const secret = dag.setSecret(`form-${number}-${nonce()}`, form)
    return around.withMountedSecret(`${MASKED_FORMS}/${number}`, secret)
  }, container)

/**
 * Makes a secret that the module read itself one of the engine's. Each name is new: with two of one name the last
 * would win.
 */
async function secretOf(name: string, value: SecretValue, nonce: Nonce): Promise<Secret> {
  if ("uri" in value) return value as Secret
  return dag.setSecret(`${name}-${nonce()}`, await value.plaintext())
}

/** A tree in a container. */
export class ContainerTree implements Tree {
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
    const { signal } = options
    if (signal.aborted) throw new Error("the run was interrupted")
    const running = this.exec(argv, options)
    let abandon = () => {}
    // nothing here can end an exec: the engine kills it with the session, which ends as soon as this run does
    const abandoned = new Promise<CommandResult>((resolve) => {
      abandon = () => resolve({ exitCode: null, stdout: "", stderr: "", timedOut: false, isWhole: false })
    })
    signal.addEventListener("abort", abandon, { once: true })
    try {
      return await Promise.race([running, abandoned])
    } finally {
      signal.removeEventListener("abort", abandon)
      running.catch(() => {})
    }
  }

  private async exec(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
    const { timeoutMs, graceMs = GRACE_MS, isDocument = false, secrets = {}, secretFiles = {} } = options
    const [equipped, { masker, others }] = await Promise.all([
      this.equip(options),
      formsOf([secrets, secretFiles].flatMap(Object.values<SecretValue>)),
    ])
    const ready = await this.masked(equipped, others)
    const started = performance.now()
    const argvInTime = ["timeout", "-k", seconds(graceMs), seconds(timeoutMs), ...argv]
    const limits = isDocument ? DOCUMENT : LINES
    const { container, ...ran } = await execTool(ready, argvInTime, limits, masker)
    if (isNotStarted(argv, ran)) throw new Error(ran.stderr.trim())
    // only the files that it left reach the next command, not what it was given
    this.container = this.container.withRootfs(container.rootfs())
    return { ...ran, timedOut: ran.exitCode !== 0 && performance.now() - started >= timeoutMs }
  }

  /** The container in which a command would run, but for its secrets. */
  around({
    env,
    directory = ".",
    caches = {},
  }: Pick<CommandOptions, "env" | "directory" | "caches">): Container {
    let container = this.container.withWorkdir(posix.join(WORKDIR, directory))
    for (const [name, value] of Object.entries(env)) container = container.withEnvVariable(name, value)
    for (const [name, key] of Object.entries(caches)) {
      const path = `${CACHES}/${key}`
      container = container
        .withMountedCache(path, dag.cacheVolume(`pipeline-${key}`))
        .withEnvVariable(name, path)
    }
    return container
  }

  private async equip({ secrets = {}, secretFiles = {}, purpose, ...around }: CommandOptions) {
    let container = await withSecrets(this.around(around), secrets, this.nonce)
    for (const [name, value] of Object.entries(secretFiles)) {
      const path = `${SECRET_FILES}/${name}`
      container = container
        .withMountedSecret(path, await secretOf(name, value, this.nonce))
        .withEnvVariable(name, path)
    }
    return purpose === "install" ? container : container.withEnvVariable("PIPELINE_NONCE", this.nonce())
  }

  /** The container, ready, with all forms of its secrets masked. */
  private async masked(container: Container, others: readonly string[]): Promise<Container> {
    if (others.length === 0) return container.sync()
    const masked = withForms(container, others, this.nonce)
    return inOneLine(`other forms of its secrets: ${others.length}`, () => masked.sync())
  }

  has(path: string): Promise<boolean> {
    return this.container.exists(path)
  }

  async readText(path: string, part?: "end"): Promise<string | null> {
    const is = (expectedType: ExistsType) => this.container.exists(path, { expectedType })
    if (!(await is(ExistsType.RegularType))) {
      if (!(await this.has(path)) || (await is(ExistsType.DirectoryType))) return null
      throw new Error("it is not a plain file")
    }
    const file = this.container.file(path)
    if (part === "end") return endOf(this.container, file, path, MAX_TEXT_BYTES)
    const size = await file.size()
    if (size <= MAX_TEXT_BYTES) return file.contents()
    throw new Error(`it has ${size} bytes, and no more than ${MAX_TEXT_BYTES} are read`)
  }

  async remove(path: string): Promise<void> {
    this.container = this.container.withoutFile(path)
  }

  async dispose(): Promise<void> {}
}

/** Recognises a program that could not be started by `timeout`'s own message, when that is all of the output. */
const isNotStarted = (
  [program = ""]: readonly string[],
  { exitCode, stdout, stderr }: Omit<CommandResult, "timedOut">,
) =>
  (exitCode === 126 || exitCode === 127) &&
  stdout === "" &&
  /^timeout:[^\n]*\n?$/.test(stderr) &&
  stderr.includes(program)

/** `timeout` takes whole seconds everywhere. */
const seconds = (ms: number): string => String(Math.ceil(ms / 1000))
