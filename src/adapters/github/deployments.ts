import type { Config } from "../../core/config/schema.ts"
import { eventsOf, type Recorded } from "../../core/events/event.ts"
import { type GithubPlace, githubPlace } from "../../core/forge.ts"
import { property } from "../../core/json.ts"
import type { CiRun } from "../../core/ledger/owner.ts"
import type { Stage } from "../../core/stage.ts"
import { clip } from "../../core/text.ts"
import type { Outputs } from "../../release/ports.ts"
import type { Channel, Delivered, Message } from "../../release/service-ports.ts"
import type { Github, GithubSettings } from "./client.ts"
import type { CodeHostSettings } from "./code-host.ts"

/** A deployment that is not shown is no reason to keep a run waiting. */
const LIMITS = { timeoutMs: 3000, budgetMs: 5000 }
/** GitHub takes no longer ones. */
const MAX_DESCRIPTION = 140

type State = "in_progress" | "success" | "failure" | "error"

/**
 * Shows what runs on a stage as deployments on GitHub, of the commit that is deployed: GitHub's own name the commit of the
 * workflow. A rollback is a new one of the old commit. Null where there is nothing to show it with.
 */
export async function githubDeployments(
  { github: config, stages }: Config,
  ci: CiRun | null,
  { remote, apiUrl, ...settings }: Omit<CodeHostSettings, "config">,
): Promise<Channel | null> {
  if (!config.deployments || settings.token === null) return null
  const place = githubPlace(config, await remote().catch(() => null), apiUrl)
  if (place.kind !== "known") return null
  const board = boardOf(place.value, settings, ci, (stage) => stages[stage].urls)
  let refused: string | null = null
  return {
    name: "GitHub",
    isKept: false,
    wants: (recorded) =>
      SHOWN.has(recorded.entry.kind) && recorded.entry.sha !== null ? eventsOf(recorded) : [],
    async send(message) {
      // it was said why
      if (refused !== null) return { ok: true }
      try {
        return await show(board, message)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        refused = error.message
        return { ok: false, why: refused }
      }
    },
    probe: async () => ({ kind: "skipped", why: "a deployment would be seen by everyone" }),
  }
}

/** The deployments of a repository. What GitHub does not take is thrown as a Refused. */
interface Board {
  /** @returns the new deployment's id */
  create(recorded: Recorded): Promise<string>
  mark(recorded: Recorded, id: string, state: State, description: string): Promise<unknown>
}

function boardOf(
  place: GithubPlace,
  settings: Omit<GithubSettings, "apiUrl">,
  ci: CiRun | null,
  urlsOf: (stage: Stage) => Outputs,
): Board {
  const send = sender(place, settings)
  return {
    async create({ stage, entry }) {
      const { tag, sha, runId, command } = entry
      const made = await send("", {
        ...{ ref: sha, environment: stage, auto_merge: false, required_contexts: [], task: "deploy" },
        production_environment: stage === "production",
        transient_environment: false,
        description: clip(`${command} ${tag}`, MAX_DESCRIPTION),
        payload: { tag, runId },
      })
      const id = property(made, "id")
      if (typeof id !== "number") throw new Refused("GitHub's answer on a deployment is not as expected.")
      return String(id)
    },
    mark({ stage, entry, before }, id, state, description) {
      const known = { ...urlsOf(stage), ...(entry.outputs ?? before.running?.outputs) }
      const url = state === "success" ? addressOf(known) : null
      return send(`/${id}/statuses`, {
        ...{ state, description: clip(description, MAX_DESCRIPTION), environment: stage },
        ...(url === null ? {} : { environment_url: url }),
        ...(ci === null ? {} : { log_url: runUrl(place, ci) }),
      })
    },
  }
}

/** Posts below the repository's deployments; the client is loaded with the first of them. */
function sender({ repository, apiUrl }: GithubPlace, settings: Omit<GithubSettings, "apiUrl">) {
  // an interrupted run shows how it ended, too
  const quiet = { ...settings, ...LIMITS, signal: new AbortController().signal, say: () => {}, apiUrl }
  let opening: Promise<Github> | null = null
  return async (path: string, content: object): Promise<unknown> => {
    opening ??= import("./client.ts").then(({ githubClient }) => githubClient(quiet))
    const answer = await (await opening).send("POST", `/repos/${repository}/deployments${path}`, content)
    if (answer.kind === "found") return answer.value
    const absent = `GitHub knows no ${repository}, or the token may not write deployments.`
    throw new Refused(answer.kind === "failed" ? answer.message : absent)
  }
}

async function show(board: Board, { recorded, thread, events }: Message): Promise<Delivered> {
  const { entry, before } = recorded
  const description = events[0]?.text ?? entry.kind
  const own = thread?.runId === entry.runId ? thread.ref : null
  const begin = async (): Promise<Delivered> => {
    const id = await board.create(recorded)
    await board.mark(recorded, id, "in_progress", description)
    return { ok: true, thread: { runId: entry.runId, ref: id } }
  }
  switch (entry.kind) {
    case "started":
      // what is watched on was begun by another run
      return entry.command === "watch" && thread !== null
        ? { ok: true, thread: { runId: entry.runId, ref: thread.ref } }
        : begin()
    case "taken-over":
      // what the run that died had begun is not going on
      if (thread !== null && before.lock?.runId === thread.runId) {
        await board.mark(recorded, thread.ref, "error", "the run that deployed it is dead")
      }
      return { ok: true }
    case "rollback-started":
      if (own !== null) await board.mark(recorded, own, "failure", description)
      return begin()
    default: {
      const state = STATES[entry.kind]
      if (state === undefined || (own === null && state !== "success")) return { ok: true }
      const id = own ?? (await board.create(recorded))
      await board.mark(recorded, id, state, description)
      return { ok: true, thread: { runId: entry.runId, ref: id } }
    }
  }
}

class Refused extends Error {}

const STATES: Readonly<Partial<Record<Recorded["entry"]["kind"], State>>> = {
  verified: "success",
  "rolled-back": "success",
  failed: "failure",
  "rollback-failed": "failure",
  inconclusive: "error",
  lost: "error",
}
const SHOWN: ReadonlySet<string> = new Set([
  "started",
  "taken-over",
  "rollback-started",
  ...Object.keys(STATES),
])

/** What people open: the address that is called so, or the first. */
function addressOf(urls: Outputs): string | null {
  const named = ["web", "site", "app", "url"].flatMap((name) => urls[name] ?? [])
  return [...named, ...Object.values(urls)].find((url) => /^https?:\/\//.test(url)) ?? null
}

/** Where people read what the workflow run did. */
function runUrl({ apiUrl }: GithubPlace, { repository, runId, attempt }: CiRun): string {
  const { origin, hostname, protocol } = new URL(apiUrl)
  const server = hostname.startsWith("api.") ? `${protocol}//${hostname.slice("api.".length)}` : origin
  return `${server}/${repository}/actions/runs/${runId}/attempts/${attempt}`
}
