import * as v from "valibot"
import type { GithubConfig } from "../../core/config/schema.ts"
import { type Fact, messageOf } from "../../core/errors.ts"
import { type GithubPlace, githubPlace } from "../../core/forge.ts"
import type { Incident } from "../../core/gates/gate.ts"
import { property } from "../../core/json.ts"
import { type CiRun, describeCiRun } from "../../core/ledger/owner.ts"
import { sentence } from "../../core/text.ts"
import type { CiState, CodeHost } from "../../release/ports.ts"
import { readChecks, suiteOf } from "./checks.ts"
import type { Github, GithubAnswer, GithubSettings } from "./client.ts"

export interface CodeHostSettings extends Omit<GithubSettings, "apiUrl"> {
  config: Pick<GithubConfig, "repository" | "apiUrl">
  /** the address of the remote origin, null: there is none */
  remote: () => Promise<string | null>
  /** what the environment says of the API's address, or null */
  apiUrl: string | null
}

/** A repository that can be asked about. */
interface Opened {
  github: Github
  /** `/repos/OWNER/NAME` */
  at: string
  place: GithubPlace
}

/** The repository on GitHub; what it is and where is found out on the first question. */
export function githubCodeHost(settings: CodeHostSettings): CodeHost {
  const hasToken = settings.token !== null
  let opening: Promise<Fact<Opened>> | null = null
  const open = () => {
    opening ??= openRepository(settings)
    return opening
  }

  const ask = async <T>(question: Question<T>, absent: string): Promise<Fact<T>> => {
    const opened = await open()
    return opened.kind === "known" ? answerOf(opened.value, question, absent, hasToken) : opened
  }

  const askOf = async <T>(run: CiRun, question: Question<T>): Promise<Fact<T>> => {
    const opened = await open()
    if (opened.kind !== "known") return opened
    return isHere(opened.value, run) ? ask(question, describeCiRun(run)) : elsewhere(run)
  }

  /** It never changes, and a run that waits for CI asks often. */
  let ownSuite: Promise<number | null> | null = null
  async function findOwnSuite(own: CiRun | null): Promise<number | null> {
    const opened = await open()
    if (own === null || opened.kind !== "known" || !isHere(opened.value, own)) return null
    ownSuite ??= suiteOf(opened.value.github, opened.value.at, own)
    return ownSuite
  }

  return {
    checks: (sha, own) =>
      ask((github, at) => readChecks(github, at, sha, findOwnSuite(own)), `commit ${sha}`),
    approvals: (run, environment) =>
      askOf(run, (github, at) =>
        readApprovals(github, `${at}/actions/runs/${run.runId}/approvals`, environment),
      ),
    openIssues: (label) =>
      ask((github, at) => readIssues(github, at, label), `label ${JSON.stringify(label)}`),
    workflowRun: (run) => askOf(run, (github, at) => readWorkflowRun(github, at, run)),
    async mergeCommit(pullRequest) {
      if (!hasToken) return { kind: "skipped", why: "there is no token to ask GitHub with" }
      return ask(
        (github, at) => readMerge(github, `${at}/pulls/${pullRequest}`),
        `pull request #${pullRequest}`,
      )
    },
  }
}

/** @param at `/repos/OWNER/NAME` */
type Question<T> = (github: Github, at: string) => Promise<GithubAnswer<T>>

async function openRepository(all: CodeHostSettings): Promise<Fact<Opened>> {
  const { config, remote, apiUrl, ...settings } = all
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
  // most runs ask GitHub nothing, and should not have to load what asks it
  const { githubClient } = await import("./client.ts")
  const github = githubClient({ ...settings, apiUrl: place.value.apiUrl })
  return { kind: "known", value: { github, at: `/repos/${place.value.repository}`, place: place.value } }
}

/** @param absent what it means when GitHub knows nothing of the kind */
async function answerOf<T>(
  { github, at, place }: Opened,
  question: Question<T>,
  absent: string,
  hasToken: boolean,
): Promise<Fact<T>> {
  const answer = await question(github, at)
  switch (answer.kind) {
    case "found":
      return { kind: "known", value: answer.value }
    case "absent": {
      const hint = hasToken ? ", or the token may not see it" : "; a private repository needs a token"
      return { kind: "unavailable", message: `GitHub knows no ${absent} in ${place.repository}${hint}.` }
    }
    case "failed":
      return { kind: "unavailable", message: answer.message }
  }
}

// the ledger, or the caller, names it, and a token that may see another repository must not be sent to look into that
const isHere = ({ place }: Opened, run: CiRun): boolean =>
  place.repository.toLowerCase() === run.repository.toLowerCase()

const PullShape = v.object({ merged: v.boolean(), merge_commit_sha: v.nullable(v.string()) })

/** null: it is not merged. Until then GitHub names a commit that is a trial. */
async function readMerge(github: Github, path: string): Promise<GithubAnswer<string | null>> {
  const answer = await github.get(path)
  if (answer.kind !== "found") return answer
  const pull = v.safeParse(PullShape, answer.value)
  if (!pull.success) {
    return { kind: "failed", status: null, message: "GitHub's answer on a pull request is not as expected." }
  }
  const { merged, merge_commit_sha } = pull.output
  return { kind: "found", value: merged ? merge_commit_sha : null }
}

const elsewhere = ({ repository }: CiRun): Fact<never> => ({
  kind: "skipped",
  why: `it is part of a workflow run of ${repository}, which is another repository`,
})

const ApprovalsShape = v.array(
  v.object({
    state: v.string(),
    user: v.object({ login: v.string() }),
    environments: v.array(v.object({ name: v.string() })),
  }),
)

/** Who let the jobs of an environment go on, each once. */
async function readApprovals(
  github: Github,
  path: string,
  environment: string,
): Promise<GithubAnswer<string[]>> {
  const answer = await github.get(path)
  if (answer.kind !== "found") return answer
  const reviews = v.safeParse(ApprovalsShape, answer.value)
  if (!reviews.success)
    return { kind: "failed", status: null, message: "GitHub's answer on approvals is not as expected." }
  const approved = reviews.output.filter(
    ({ state, environments }) =>
      state === "approved" && environments.some(({ name }) => name === environment),
  )
  return { kind: "found", value: [...new Set(approved.map(({ user }) => user.login))] }
}

/**
 * Open issues with a label; absent when there is no such label, because no issue could ever carry it.
 * @param at `/repos/OWNER/NAME`
 */
async function readIssues(github: Github, at: string, label: string): Promise<GithubAnswer<Incident[]>> {
  const name = encodeURIComponent(label)
  const [known, issues] = await Promise.all([
    github.get(`${at}/labels/${name}`),
    github.getAll(`${at}/issues?state=open&labels=${name}&per_page=100`, pickIssues),
  ])
  return known.kind === "found" ? issues : known
}

const IssuesPage = v.array(v.looseObject({ number: v.number(), title: v.string() }))

/** Pull requests are issues, too, but no incidents. */
function pickIssues(page: unknown): Incident[] | null {
  const issues = v.safeParse(IssuesPage, page)
  if (!issues.success) return null
  return issues.output
    .filter((issue) => property(issue, "pull_request") === undefined)
    .map(({ number, title }) => ({ title: `#${number} ${title}` }))
}

const RunShape = v.object({ status: v.string(), conclusion: v.nullable(v.string()) })

/**
 * Whether a workflow run has finished. Each attempt is a run of its own: a second one begins only when the first is
 * over.
 * @param at `/repos/OWNER/NAME`
 */
async function readWorkflowRun(
  github: Github,
  at: string,
  { runId, attempt }: CiRun,
): Promise<GithubAnswer<CiState>> {
  const answer = await github.get(`${at}/actions/runs/${runId}/attempts/${attempt}`)
  if (answer.kind !== "found") return answer
  const run = v.safeParse(RunShape, answer.value)
  if (!run.success) {
    return { kind: "failed", status: null, message: "GitHub's answer on a workflow run is not as expected." }
  }
  const { status, conclusion } = run.output
  const finished = status === "completed"
  return { kind: "found", value: { finished, status: finished ? `completed (${conclusion})` : status } }
}
