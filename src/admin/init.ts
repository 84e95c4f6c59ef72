import { parseConfig } from "../core/config/parse.ts"
import { readAddresses } from "../core/config/placeholders.ts"
import { type Problem, usageError } from "../core/errors.ts"
import type { Answers, Found } from "../core/init/project.ts"
import { appOf, configPath, missingAddresses, propose } from "../core/init/propose.ts"
import { readJson } from "../core/json.ts"
import { reason } from "../core/reasons.ts"
import { emptyReport, type Report } from "../core/report/report.ts"
import { STAGES, type Stage } from "../core/stage.ts"
import { clip } from "../core/text.ts"
import type { Alone, Project } from "./ports.ts"

export interface InitRequest {
  app: string | null
  /** words, separated by spaces */
  deploy: string | null
  staging: string | null
  production: string | null
  pipeline: string | null
  watch: string | null
  notify: string | null
  /** nothing is asked */
  yes: boolean
}

/** Writes pipeline.json and the workflow for what it finds. Overwrites nothing. */
export async function init(
  { clock, identity, project }: Alone & { project: Project },
  { yes, ...request }: InitRequest,
): Promise<Report> {
  const startedAt = clock.now()
  for (const name of ["staging", "production"] as const) {
    if (request[name] !== null) readAddresses(`${name}=${request[name]}`, "--")
  }
  const found = await project.look()
  const given: Answers = { ...request, deploy: request.deploy?.trim().split(/\s+/) ?? null }
  const isThere = found.configured !== null
  if (isThere) refuseDifferences(found, given)
  const asked = yes || isThere ? null : await project.ask(found, given)
  const said = asked ?? given
  // a person who was asked may not know them yet
  if (asked === null) refuseMissing(missingAddresses(found, said))
  const answers = said.production === null || isThere ? [] : await project.probe(said.production)
  const proposal = propose(found, said, answers)
  const end = (fields: Partial<Report>): Report => ({
    ...emptyReport({
      command: "init",
      app: said.app ?? found.folder,
      stage: null,
      tag: null,
      ledger: found.origin ?? "local",
      runId: identity.runId,
      actor: identity.actor,
      startedAt: startedAt.toISOString(),
    }),
    ...fields,
    durationMs: clock.now().getTime() - startedAt.getTime(),
  })
  if (proposal === null) return end({ outcome: "blocked", ok: false, reason: reason("NOTHING_TO_DEPLOY") })
  const { found: lines, notes, next } = proposal
  const files: NonNullable<Report["initialized"]>["files"] = isThere
    ? [{ path: configPath(found), written: false }]
    : []
  for (const { path, text } of proposal.files) {
    // what init writes must be what the next command reads
    if (path === configPath(found)) parseConfig(text)
    files.push({ path, written: await project.write(path, text) })
  }
  return end({
    changed: files.some(({ written }) => written),
    initialized: { files, found: lines, notes, next },
  })
}

/** A script that goes on would deploy to an address that was made up. */
function refuseMissing(stages: readonly Stage[]): void {
  if (stages.length === 0) return
  throw usageError(
    "USAGE",
    "init needs the addresses of the stages, and nobody can be asked for them here.",
    stages.map((stage) => ({ path: `--${stage}`, message: `is missing: where does ${stage} answer?` })),
    "Give each as --STAGE ADDRESS, e.g. --production https://shop.example.com; at a terminal and without --yes, init asks.",
  )
}

/** What is there is not overwritten; what was asked for is not passed over in silence. */
function refuseDifferences(found: Found, given: Answers): void {
  const problems = differences(found, given)
  if (problems.length === 0) return
  const path = configPath(found)
  throw usageError(
    "USAGE",
    `${path} is there already, and init overwrites nothing.`,
    problems,
    `Change it in ${path}; or remove that file, and init writes it anew.`,
  )
}

/** What a person says now and a pipeline.json has otherwise. */
function differences(found: Found, said: Answers): Problem[] {
  const json = readJson(found.configured as string)
  // what is wrong with it, the next command says
  if (!json.ok) return []
  const at = (...keys: string[]) => keys.reduce<unknown>((value, key) => Object(value)[key], json.value)
  const bare = (address: unknown) => String(address).replace(/\/+$/, "")
  const compare = (path: string, value: unknown, key: string, has: unknown): Problem[] =>
    value === null || JSON.stringify(value) === JSON.stringify(has)
      ? []
      : [
          {
            path,
            message: `is ${JSON.stringify(value)}, but ${key} is ${has === undefined ? "not set" : clip(JSON.stringify(has))}`,
          },
        ]
  const addresses = STAGES.flatMap((stage) => {
    const urls = Object.values(Object(at("stages", stage, "urls")))
    const given = said[stage]
    const isSame = given !== null && urls.some((url) => bare(url) === bare(given))
    return isSame ? [] : compare(`--${stage}`, given, `stages.${stage}.urls`, at("stages", stage, "urls"))
  })
  const channels = Object.values(Object(at("notify"))).map((one) => Object(one).channel ?? Object(one).url)
  return [
    ...compare("--app", said.app === null ? null : appOf(found, said), "app", at("app")),
    ...compare("--deploy", said.deploy, "deployer.deploy", at("deployer", "deploy")),
    ...addresses,
    ...compare(
      "--watch",
      said.watch === null ? null : Number(said.watch),
      "stages.production.watch.minutes",
      at("stages", "production", "watch", "minutes"),
    ),
    ...(channels.includes(said.notify) ? [] : compare("--notify", said.notify, "notify", at("notify"))),
  ]
}
