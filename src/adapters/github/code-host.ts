import type { GithubConfig } from "../../core/config/schema.ts"
import { messageOf } from "../../core/errors.ts"
import type { Fact } from "../../core/fact.ts"
import { type GithubPlace, githubPlace } from "../../core/github/place.ts"
import { describeCiRun } from "../../core/ledger/runner.ts"
import { sentence } from "../../core/text.ts"
import type { CodeHost } from "../../release/ports.ts"
import { readChecks } from "./checks.ts"
import { type Github, type GithubAnswer, type GithubSettings, githubClient } from "./client.ts"
import { readIssues } from "./issues.ts"
import { readWorkflowRun } from "./workflow-run.ts"

export interface CodeHostSettings extends Omit<GithubSettings, "apiUrl"> {
  config: GithubConfig
  /** the address of the remote origin, null: there is none */
  remote: () => Promise<string | null>
  /** what the environment says of the API's address, or null */
  apiUrl: string | null
}

/** A repository that can be asked about. */
interface Desk {
  github: Github
  /** `/repos/OWNER/NAME` */
  at: string
  place: GithubPlace
}

/** The repository on GitHub; what it is and where is found out when something is asked first. */
export function githubCodeHost({ config, remote, apiUrl, ...settings }: CodeHostSettings): CodeHost {
  let opened: Promise<Fact<Desk>> | null = null

  async function open(): Promise<Fact<Desk>> {
    let origin: string | null
    try {
      origin = await remote()
    } catch (error) {
      return {
        kind: "unavailable",
        message: `The remote origin cannot be read: ${sentence(messageOf(error))}`,
      }
    }
    const place = githubPlace(config, origin, apiUrl)
    if (place.kind !== "known") return place
    const github = githubClient({ ...settings, apiUrl: place.value.apiUrl })
    return { kind: "known", value: { github, at: `/repos/${place.value.repository}`, place: place.value } }
  }

  /** @param absent what it means when GitHub knows nothing of the kind */
  async function ask<T>(
    question: (github: Github, at: string) => Promise<GithubAnswer<T>>,
    absent: string,
  ): Promise<Fact<T>> {
    opened ??= open()
    const desk = await opened
    if (desk.kind !== "known") return desk
    const { github, at, place } = desk.value
    const answer = await question(github, at)
    switch (answer.kind) {
      case "found":
        return { kind: "known", value: answer.value }
      case "absent": {
        const hint =
          settings.token === null ? "; a private repository needs a token" : ", or the token may not see it"
        return { kind: "unavailable", message: `GitHub knows no ${absent} in ${place.repository}${hint}.` }
      }
      case "failed":
        return { kind: "unavailable", message: answer.message }
    }
  }

  return {
    checks: (sha) => ask((github, at) => readChecks(github, at, sha), `commit ${sha}`),
    openIssues: (label) =>
      ask((github, at) => readIssues(github, at, label), `label ${JSON.stringify(label)}`),
    async workflowRun(run) {
      opened ??= open()
      const desk = await opened
      if (desk.kind !== "known") return desk
      // the ledger names it, and a token that may see another repository must not be sent to look into that
      return desk.value.place.repository.toLowerCase() === run.repository.toLowerCase()
        ? ask((github, at) => readWorkflowRun(github, at, run), describeCiRun(run))
        : {
            kind: "skipped",
            why: `it is part of a workflow run of ${run.repository}, which is another repository`,
          }
    },
  }
}
