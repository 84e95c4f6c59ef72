import type { Diagnostics } from "../../admin/ports.ts"
import type { MachineFacts } from "../../core/doctor/facts.ts"
import type { Fact } from "../../core/fact.ts"
import { githubPlace } from "../../core/github/place.ts"
import type { Git } from "../../workbench/git.ts"
import type { GivenCredentials } from "../aws/sources.ts"
import type { TokenSettings } from "../aws/web-identity.ts"
import type { CodeHostSettings } from "../github/code-host.ts"
import { readClaims } from "./claims.ts"

/** Pinned to dagger.json by a test. */
export const ENGINE_VERSION = "v0.21.8"

interface Place {
  /** runs on the repository that is deployed */
  git: Git
  /** version of the engine, or of the CLI that would start one */
  engine: () => Promise<Fact<string>>
  codeHost: Pick<CodeHostSettings, "config" | "remote" | "apiUrl">
  oidc: GivenCredentials["oidc"]
  settings: TokenSettings
}

export const diagnosticsOf = ({ git, engine, codeHost, oidc, settings }: Place): Diagnostics => ({
  async machine(): Promise<MachineFacts> {
    const [ofGit, ofEngine] = await Promise.all([gitVersion(git), engine()])
    return { git: ofGit, engine: ofEngine, wantedEngine: ENGINE_VERSION }
  },

  async checkout() {
    const { exitCode, stdout, stderr } = await git(["rev-parse", "--is-shallow-repository"])
    return exitCode === 0
      ? { kind: "known", value: { shallow: stdout.trim() === "true" } }
      : { kind: "unavailable", message: `git cannot look at the repository: ${stderr.trim()}` }
  },

  async repository() {
    const place = githubPlace(codeHost.config, await codeHost.remote(), codeHost.apiUrl)
    return place.kind === "known" ? { kind: "known", value: place.value.repository } : place
  },

  claims: () => readClaims(oidc, settings),
})

async function gitVersion(git: Git): Promise<Fact<string>> {
  const { stdout } = await git(["--version"])
  const version = /(\d+\.\d+[\w.]*)/.exec(stdout)?.[1]
  return version === undefined
    ? { kind: "unavailable", message: "git does not tell its version" }
    : { kind: "known", value: version }
}
